import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'

import * as grpc from '@grpc/grpc-js'
import OpenAI from 'openai'
import * as undici from 'undici'

import { SAY } from '../grpc-method.mjs'

export const HOST = 'api.openai.com'
export const PATH = '/v1/chat/completions'
export const URL_OF_CALL = `https://${HOST}${PATH}`
export const ADDRESS = '127.0.0.1'
export const ports = JSON.parse(process.env.STRICT_NETWORK ?? '{}')
export const proxy = `http://${ADDRESS}:${ports.proxy}`
export const secureProxy = `https://localhost:${ports.secureProxy}`
export const socks = `://${ADDRESS}:${ports.socks}`

export const bodyOf = (prompt) =>
  JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] })
export const json = { 'content-type': 'application/json' }

export function init(prompt, more = {}) {
  return { method: 'POST', headers: json, body: bodyOf(prompt), ...more }
}

/** Each answers with what the model said, or fails. */
export const viaFetch =
  (dispatcher, fetch = globalThis.fetch) =>
  async (prompt) =>
    contentOf(await fetch(URL_OF_CALL, init(prompt, { dispatcher })))

export async function contentOf(response) {
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text).choices[0].message.content
}

export const viaNode =
  (options = {}, url = URL_OF_CALL) =>
  (prompt) => {
    const { protocol } = new URL(url)
    const client = protocol === 'http:' ? http : https
    return sendByNode(
      client.request(url, { method: 'POST', ...options, headers: { ...json, ...options.headers } }),
      bodyOf(prompt),
    )
  }

async function sendByNode(request, body) {
  request.end(body)
  const [response] = await once(request, 'response')
  const text = (await response.toArray()).join('')
  if (response.statusCode !== 200) throw new Error(text)
  return JSON.parse(text).choices[0].message.content
}

export const viaOpenAI = (fetchOptions, fetch) => async (prompt) => {
  const client = new OpenAI({ fetchOptions, ...(fetch && { fetch }) })
  const answer = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: prompt }],
  })
  return answer.choices[0].message.content
}

export async function viaGlobalDispatcher(dispatcher, prompt) {
  const before = undici.getGlobalDispatcher()
  undici.setGlobalDispatcher(dispatcher)
  try {
    return await viaFetch()(prompt)
  } finally {
    undici.setGlobalDispatcher(before)
  }
}

export const viaHttp2 = (authority, options) => async (prompt) => {
  const session = http2.connect(authority, await options?.())
  try {
    const stream = session.request({ ':method': 'POST', ':path': PATH, ':authority': HOST, ...json })
    const failed = Promise.race([once(session, 'error'), once(stream, 'error')]).then(([error]) =>
      Promise.reject(error),
    )
    stream.end(bodyOf(prompt))
    const read = async () => {
      const [headers] = await once(stream, 'response')
      const text = (await stream.toArray()).join('')
      if (headers[':status'] !== 200) throw new Error(text)
      return JSON.parse(text).choices[0].message.content
    }
    return await Promise.race([read(), failed])
  } finally {
    session.destroy()
  }
}

// As a program does that speaks the protocol by hand.
export const viaSocket = (connect, head) => async (prompt) => {
  const socket = await connect()
  const body = bodyOf(prompt)
  socket.write(head(body) + body)
  return readRaw(socket)
}

function readRaw(socket) {
  let text = ''
  return new Promise((resolve, reject) => {
    socket.on('data', (piece) => {
      text += piece
      const [, content] = /^HTTP\/1.1 200[^]*"content":"([^"]*)"/.exec(text) ?? []
      if (content === undefined && !/^HTTP\/1.1 4[^]*\}$/.test(text)) return
      socket.destroy()
      if (content === undefined) reject(new Error(text))
      else resolve(content)
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`no answer: ${text}`)))
  })
}

export const headOf =
  (target = PATH, more = '') =>
  (body) =>
    `POST ${target} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${more}\r\n`

export async function openTunnel() {
  const request = http.request({
    host: ADDRESS,
    port: ports.proxy,
    method: 'CONNECT',
    path: `${HOST}:443`,
    agent: false,
  })
  request.end()
  const failed = once(request, 'error').then(([error]) => Promise.reject(error))
  const [, socket] = await Promise.race([once(request, 'connect'), failed])
  return socket
}

export async function openTunnelByHand() {
  const socket = net.connect(ports.proxy, ADDRESS)
  socket.write(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`)
  await once(socket, 'data')
  return socket
}

export async function openSocksByHand() {
  const socket = net.connect(ports.socks, ADDRESS)
  await once(socket, 'connect')
  socket.write(Buffer.from([5, 1, 0]))
  await once(socket, 'data')
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, HOST.length]), Buffer.from(HOST), Buffer.from([1, 187])]))
  await once(socket, 'data')
  return socket
}

export async function secured(options) {
  const socket = tls.connect(options)
  await once(socket, 'secureConnect')
  return socket
}

export const openWebSocket = (make) => async (prompt) => {
  const socket = make(prompt)
  return new Promise((resolve, reject) => {
    let heard = ''
    socket.addEventListener('message', ({ data }) => {
      heard = String(data)
      socket.close()
    })
    socket.addEventListener('close', () => resolve(heard))
    socket.addEventListener('error', (event) => reject(event.error ?? new Error(event.message)))
  })
}

export const viaGrpc = (target) => (prompt) => {
  const Client = grpc.makeGenericClientConstructor({ say: SAY }, 'Echo')
  const client = new Client(target, grpc.credentials.createSsl(readFileSync(process.env.NODE_EXTRA_CA_CERTS)), {
    'grpc.ssl_target_name_override': HOST,
    'grpc.default_authority': HOST,
  })
  return new Promise((resolve, reject) =>
    client.say(prompt, { deadline: Date.now() + 3000 }, (error, value) => {
      client.close()
      if (error) reject(error)
      else resolve(value)
    }),
  )
}

export const unframed =
  (method, options = {}) =>
  (prompt) =>
    sendByNode(
      https.request(URL_OF_CALL, { method, ...options, headers: { ...json, ...options.headers } }),
      bodyOf(prompt),
    )
