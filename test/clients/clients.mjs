// One entry for each client: how it asks for a whole answer (`ask`, gives the text) and for a stream (`stream`, yields
// its pieces). `wire` names the dialect of `wire.mjs`, where the provider server does not speak it by itself.
import http from 'node:http'

import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import { ChatOpenAI } from '@langchain/openai'
import { Mistral } from '@mistralai/mistralai'
import { FetchHttpHandler } from '@smithy/fetch-http-handler'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { generateText, streamText } from 'ai'
import axios from 'axios'
import { CohereClientV2 } from 'cohere-ai'
import got from 'got'
import Groq from 'groq-sdk'
import ky from 'ky'
import nodeFetch from 'node-fetch'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import Together from 'together-ai'
import * as undici from 'undici'

const KEY = 'sk-test-4f9c2a7b1e8d4c6f9a0b'
const chatOf = (prompt, more = {}) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }], ...more })
const posted = (body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const message = (prompt, more = {}) => ({
  model: 'claude-test',
  max_tokens: 64,
  messages: [{ role: 'user', content: prompt }],
  ...more,
})
const gemini = (prompt) => ({ model: 'gemini-2.5-flash', contents: prompt })
const mistralChat = (prompt) => ({ model: 'mistral-small-latest', messages: [{ role: 'user', content: prompt }] })
const ollamaChat = (prompt) => ({ model: 'llama3.2', messages: [{ role: 'user', content: prompt }] })
const textsOf = (prompt) => [{ role: 'user', content: [{ text: prompt }] }]

async function* mapped(source, read) {
  for await (const piece of source) {
    const text = read(piece)
    if (text) yield text
  }
}

const decoded = (source) => {
  const decoder = new TextDecoder()
  return mapped(source, (piece) => decoder.decode(piece, { stream: true }))
}

// Clients that only carry bytes.
const plain = (name, send) => ({
  name,
  carriesBytes: true,
  ask: async (prompt) => {
    let text = ''
    for await (const piece of await send(chatOf(prompt))) text += Buffer.from(piece).toString()
    return text
  },
  stream: async (prompt) => decoded(await send(chatOf(prompt, { stream: true }))),
})

// Clients of OpenAI's dialect that are made alike.
const chatClient = (name, client, more = {}) => ({
  name,
  ...more,
  ask: async (prompt) => (await client.chat.completions.create(chatOf(prompt))).choices[0].message.content,
  stream: async (prompt) =>
    mapped(
      await client.chat.completions.create(chatOf(prompt, { stream: true })),
      (chunk) => chunk.choices[0]?.delta?.content,
    ),
})

const aiClient = (name, model, wire) => ({
  name,
  ...(wire === undefined ? {} : { wire }),
  ask: async (prompt) => (await generateText({ model, prompt })).text,
  // Errors come as parts of the stream.
  stream: async (prompt) => {
    const { fullStream } = streamText({ model, prompt, onError() {} })
    return mapped(fullStream, (part) => {
      if (part.type === 'error') throw part.error
      return part.type === 'text-delta' ? part.text : ''
    })
  },
})

const bedrock = (name, origin, handler) => {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: origin,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...(handler === undefined ? {} : { requestHandler: handler }),
  })
  return {
    name,
    wire: 'bedrock',
    ask: async (prompt) =>
      (await client.send(new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages: textsOf(prompt) }))).output
        .message.content[0].text,
    stream: async (prompt) => {
      const { stream } = await client.send(
        new ConverseStreamCommand({ modelId: 'amazon.nova-lite-v1:0', messages: textsOf(prompt) }),
      )
      return mapped(stream, (event) => event.contentBlockDelta?.delta.text)
    },
  }
}

function byNodeHttp(url, body, options = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json' }, ...options },
      (response) => {
        if (response.statusCode === 200) return resolve(response)
        let text = ''
        response.on('data', (piece) => (text += piece)).on('end', () => reject(new Error(text)))
      },
    )
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

async function bodyOf(response) {
  if (!response.ok) throw new Error(await response.text())
  return response.body
}

/**
 * Makes every client.
 *
 * @param {{ openai: string, google: string }} origins - of the server, under the names that are taken for the two
 *   providers' hosts
 * @returns {readonly object[]} the clients, in the order of the matrix
 */
export function makeClients({ openai: origin, google: googleOrigin }) {
  const url = `${origin}/v1/chat/completions`
  const baseURL = `${origin}/v1`
  const anthropic = new Anthropic({ apiKey: KEY, baseURL: origin })
  const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: googleOrigin } })
  const cohere = new CohereClientV2({ token: KEY, baseUrl: origin })
  const mistral = new Mistral({ apiKey: KEY, serverURL: origin })
  const langchain = new ChatOpenAI({ apiKey: KEY, model: 'gpt-4o-mini', configuration: { baseURL } })
  const ollama = new Ollama({ host: origin })
  const pool = new undici.Pool(origin, { connections: 1, pipelining: 4 })
  const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 1 })
  return [
    chatClient('openai', new OpenAI({ apiKey: KEY, baseURL })),
    {
      name: '@anthropic-ai/sdk',
      ask: async (prompt) => (await anthropic.messages.create(message(prompt))).content[0].text,
      stream: async (prompt) =>
        mapped(await anthropic.messages.create(message(prompt, { stream: true })), (event) => event.delta?.text),
    },
    {
      name: '@google/genai',
      wire: 'gemini',
      ask: async (prompt) => (await google.models.generateContent(gemini(prompt))).text,
      stream: async (prompt) =>
        mapped(await google.models.generateContentStream(gemini(prompt)), (chunk) => chunk.text),
    },
    {
      name: 'cohere-ai',
      wire: 'cohere',
      ask: async (prompt) => (await cohere.chat(chatOf(prompt, { model: 'command-r' }))).message.content[0].text,
      stream: async (prompt) =>
        mapped(
          await cohere.chatStream(chatOf(prompt, { model: 'command-r' })),
          (event) => event.delta?.message?.content?.text,
        ),
    },
    chatClient('groq-sdk', new Groq({ apiKey: KEY, baseURL: origin }), { wire: 'groq' }),
    chatClient('together-ai', new Together({ apiKey: KEY, baseURL })),
    {
      name: '@mistralai/mistralai',
      ask: async (prompt) => (await mistral.chat.complete(mistralChat(prompt))).choices[0].message.content,
      stream: async (prompt) =>
        mapped(await mistral.chat.stream(mistralChat(prompt)), (event) => event.data.choices[0]?.delta.content),
    },
    aiClient('ai, @ai-sdk/openai', createOpenAI({ apiKey: KEY, baseURL }).chat('gpt-4o-mini')),
    aiClient('ai, @ai-sdk/openai (responses)', createOpenAI({ apiKey: KEY, baseURL }).responses('gpt-4o-mini')),
    aiClient('ai, @ai-sdk/anthropic', createAnthropic({ apiKey: KEY, baseURL })('claude-test')),
    aiClient('ai, @ai-sdk/google', createGoogle({ apiKey: KEY, baseURL: googleOrigin })('gemini-2.5-flash'), 'gemini'),
    {
      name: '@langchain/openai',
      ask: async (prompt) => (await langchain.invoke(prompt)).content,
      stream: async (prompt) => mapped(await langchain.stream(prompt), (chunk) => chunk.content),
    },
    {
      name: 'ollama',
      wire: 'ollama',
      ask: async (prompt) => (await ollama.chat(ollamaChat(prompt))).message.content,
      stream: async (prompt) =>
        mapped(await ollama.chat({ ...ollamaChat(prompt), stream: true }), (chunk) => chunk.message.content),
    },
    bedrock('@aws-sdk/client-bedrock-runtime, NodeHttpHandler', origin, new NodeHttpHandler()),
    bedrock('@aws-sdk/client-bedrock-runtime, FetchHttpHandler', origin, new FetchHttpHandler()),
    plain(
      'axios, http',
      async (body) =>
        (await axios.post(url, body, { adapter: 'http', responseType: 'stream' }).catch(rethrowAxios)).data,
    ),
    plain(
      'axios, fetch',
      async (body) =>
        (await axios.post(url, body, { adapter: 'fetch', responseType: 'stream' }).catch(rethrowAxios)).data,
    ),
    plain('node-fetch', async (body) => bodyOf(await nodeFetch(url, posted(body)))),
    plain('got', async (body) =>
      body.stream ? got.stream.post(url, { json: body }) : [Buffer.from(await got.post(url, { json: body }).text())],
    ),
    plain('ky', async (body) => bodyOf(await ky.post(url, { json: body, throwHttpErrors: false }))),
    plain('fetch', async (body) => bodyOf(await fetch(url, posted(body)))),
    plain('undici fetch', async (body) => bodyOf(await undici.fetch(url, posted(body)))),
    plain('undici request', async (body) => {
      const response = await undici.request(url, posted(body))
      if (response.statusCode !== 200) throw new Error(await response.body.text())
      return response.body
    }),
    plain('undici Pool, pipelining', async (body) => {
      const response = await pool.request({ path: '/v1/chat/completions', ...posted(body) })
      if (response.statusCode !== 200) throw new Error(await response.body.text())
      return response.body
    }),
    plain('node:http', (body) => byNodeHttp(url, body)),
    plain('node:http, keep-alive', (body) => byNodeHttp(url, body, { agent: keepAlive })),
  ]
}

/**
 * Makes Bedrock's client as it is without settings: over HTTP/2.
 *
 * @param {string} origin - of the server
 * @returns {object} the client
 */
export function makeHttp2Client(origin) {
  return bedrock('@aws-sdk/client-bedrock-runtime, default (HTTP/2)', origin)
}

/**
 * Makes the clients that speak HTTP/2 over TLS where they are told to.
 *
 * @param {string} origin - of the server
 * @param {string} ca - certificate of its authority
 * @returns {object[]} the clients
 */
export function makeTlsHttp2Clients(origin, ca) {
  const url = `${origin}/v1/chat/completions`
  const byGot = got.extend({ http2: true, https: { certificateAuthority: ca } })
  const axiosOptions = { adapter: 'http', httpVersion: 2, http2Options: { ca }, responseType: 'stream' }
  return [
    plain('got, http2', async (body) =>
      body.stream
        ? byGot.stream.post(url, { json: body })
        : [Buffer.from(await byGot.post(url, { json: body }).text())],
    ),
    plain('axios, http2', async (body) => (await axios.post(url, body, axiosOptions).catch(rethrowAxios)).data),
  ]
}

// Its errors hold the body as a stream.
async function rethrowAxios(error) {
  let text = ''
  for await (const piece of error.response?.data ?? []) text += Buffer.from(piece).toString()
  throw new Error(text, { cause: error })
}
