// `node realtime.mjs`: what the SDKs that speak WebSocket do live and in a replay, as JSON. Each session is driven the
// same way twice: recorded against a server on loopback, then in strict, where the server counts who comes. TLS_KEY and
// TLS_CERT are those of `localhost`, which NODE_EXTRA_CA_CERTS trusts.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { ResponsesWS } from 'openai/resources/responses/ws'
import { WebSocketServer } from 'ws'

import { install, withCassette } from '../../dist/index.js'

const KEY = 'sk-test-4f9c2a7b1e8d4c6f9a0b'
let sessions = 0
const server = createServer({ key: process.env.TLS_KEY, cert: process.env.TLS_CERT })
const sockets = new WebSocketServer({ server, perMessageDeflate: true })
sockets.on('connection', (client, { url }) => {
  sessions += 1
  if (url.includes('BidiGenerateContent')) speakGemini(client)
  else if (url.includes('/responses')) speakResponses(client)
  else speakOpenAi(client)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const host = `localhost:${server.address().port}`
const cassettes = mkdtempSync(join(tmpdir(), 'rewind-realtime-'))
install({ hosts: [{ host, provider: 'openai' }], cassettes })

const openai = new OpenAI({ apiKey: KEY, baseURL: `https://${host}/v1`, dangerouslyAllowBrowser: true })
const CLIENTS = {
  'openai, OpenAIRealtimeWS': (prompt) => talkToOpenAi(new OpenAIRealtimeWS({ model: 'gpt-realtime' }, openai), prompt),
  'openai, OpenAIRealtimeWebSocket': (prompt) =>
    talkToOpenAi(new OpenAIRealtimeWebSocket({ model: 'gpt-realtime', dangerouslyAllowBrowser: true }, openai), prompt),
  'openai, ResponsesWS': askForResponses,
  '@google/genai, live': talkToGemini,
}

const rows = {}
for (const [name, talk] of Object.entries(CLIENTS))
  rows[name] = { live: await session(name, 'record', () => talk('Ann')) }
const recordedSessions = sessions
for (const [name, talk] of Object.entries(CLIENTS)) {
  rows[name].replayed = await session(name, 'strict', () => talk('Ann'))
  rows[name].changed = await session(name, 'strict', () => talk('Bob')).catch((error) => error.code)
}
process.stdout.write(`${JSON.stringify({ rows, recordedSessions, sessions })}\n`)
rmSync(cassettes, { recursive: true, force: true })
process.exit()

function session(name, mode, run) {
  return withCassette(name, run, { mode })
}

function talkToOpenAi(realtime, prompt) {
  return new Promise((resolve, reject) => {
    const heard = []
    const mine = `item_${Math.random()}`
    let isEchoed = false
    realtime.on('error', () => {})
    realtime.on('event', ({ type }) => heard.push(type))
    realtime.on('session.created', () => {
      realtime.send({
        type: 'conversation.item.create',
        event_id: `event_${Math.random()}`,
        item: { id: mine, type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] },
      })
      realtime.send({ type: 'response.create' })
    })
    realtime.on('conversation.item.added', ({ item }) => (isEchoed = item.id === mine))
    realtime.on('response.done', ({ response }) => {
      realtime.close()
      resolve({ heard, isEchoed, said: response.output })
    })
    realtime.socket.addEventListener('close', ({ code }) => reject(new Error(`closed ${code}`)))
  }).catch((error) => error.message)
}

// Two turns: the second goes on from the id of the first answer.
function askForResponses(prompt) {
  return new Promise((resolve, reject) => {
    const heard = []
    const responses = new ResponsesWS(openai)
    const ask = (more) => responses.send({ type: 'response.create', model: 'gpt-5', ...more })
    responses.on('error', () => {})
    responses.on('event', ({ type, delta }) => heard.push(delta ?? type))
    responses.on('response.completed', ({ response }) => {
      if (response.previous_response_id === null) return ask({ input: 'And?', previous_response_id: response.id })
      responses.close()
      return resolve(heard)
    })
    responses.on('close', (code) => reject(new Error(`closed ${code}`)))
    ask({ input: prompt })
  }).catch((error) => error.message)
}

async function talkToGemini(prompt) {
  const ai = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: `https://${host}` } })
  const heard = []
  const { promise: done, resolve } = Promise.withResolvers()
  const live = await ai.live.connect({
    model: 'gemini-live',
    callbacks: {
      onmessage(message) {
        heard.push(message.text ?? Object.keys(message).join())
        if (message.serverContent?.turnComplete) resolve()
      },
      onclose: ({ code }) => resolve(heard.push(`closed ${code}`)),
    },
  })
  live.sendClientContent({ turns: [{ role: 'user', parts: [{ text: prompt }] }] })
  await done
  live.close()
  return heard
}

function speakOpenAi(client) {
  const say = (message) => client.send(JSON.stringify(message))
  let prompt = ''
  say({ type: 'session.created', event_id: 'srv_1', session: { id: 'sess_1', model: 'gpt-realtime' } })
  client.on('message', (data) => {
    const event = JSON.parse(data)
    if (event.type === 'conversation.item.create') {
      prompt = event.item.content[0].text
      say({ type: 'conversation.item.added', event_id: 'srv_2', item: event.item })
    }
    if (event.type !== 'response.create') return
    for (const delta of ['Hello ', prompt]) say({ type: 'response.output_text.delta', event_id: 'srv_3', delta })
    const usage = { total_tokens: 9, input_tokens: 5, output_tokens: 4 }
    say({ type: 'response.done', event_id: 'srv_4', response: { id: 'resp_1', output: [`Hello ${prompt}`], usage } })
  })
}

// Every response is asked for by one message, and told in the events of a stream.
function speakResponses(client) {
  const say = (message) => client.send(JSON.stringify(message))
  client.on('message', (data) => {
    const { input, previous_response_id = null } = JSON.parse(data)
    const response = { id: `resp_${Math.random()}`, object: 'response', model: 'gpt-5', previous_response_id }
    say({ type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } })
    for (const delta of ['Hello ', input]) {
      say({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta })
    }
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: `Hello ${input}` }] }]
    const usage = { input_tokens: 5, output_tokens: 4, total_tokens: 9 }
    say({ type: 'response.completed', response: { ...response, status: 'completed', output, usage } })
  })
}

// Its server sends JSON in binary messages.
function speakGemini(client) {
  const say = (message) => client.send(Buffer.from(JSON.stringify(message)), { binary: true })
  client.on('message', (data) => {
    const message = JSON.parse(data)
    if (message.setup !== undefined) {
      say({ setupComplete: {} })
      return
    }
    const text = `Hello ${message.clientContent.turns[0].parts[0].text}`
    say({ serverContent: { modelTurn: { parts: [{ text }] } } })
    say({ serverContent: { turnComplete: true }, usageMetadata: { promptTokenCount: 5, responseTokenCount: 3 } })
  })
}
