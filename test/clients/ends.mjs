// How calls end, client by client: stopped, timed out, cut by the server; recorded, then replayed in strict without the
// server. Each is followed by a whole call, for which the connection must be free. Prints what differs, and all results
// as one line of JSON.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import axios from 'axios'
import got from 'got'
import ky from 'ky'
import nodeFetch from 'node-fetch'
import OpenAI from 'openai'
import * as undici from 'undici'

import { install, withCassette } from '../../dist/index.js'
import { patient } from '../helpers/patience.ts'

const LIMIT_MS = patient(8_000)
/** Longer than a replay waits beyond the recorded time. */
const TIMEOUT_MS = 1300
const PIECES = Array.from(
  { length: 6 },
  (_unused, index) => `data: {"choices":[{"index":0,"delta":{"content":"piece ${index} "}}]}\n\n`,
)
const WHOLE = { server: 'whole' }
const ENDS = {
  'read to the end': WHOLE,
  'timed out before the headers': { server: 'holds', timeout: TIMEOUT_MS },
  'aborted before the headers': { server: 'holds', abortAfter: 30 },
  'timed out in the middle': { server: 'stalls', timeout: TIMEOUT_MS },
  'aborted in the middle': { server: 'slow', pieces: 2, isAborted: true },
  'left in the middle': { server: 'slow', pieces: 2 },
  'aborted after the end': { server: 'whole', isAborted: true },
  // A replay closes where the wire was reset, so the codes of their errors differ.
  'reset by the server': { server: 'resets', hidesCode: true },
  'half-closed by the server': { server: 'half-closes' },
}

/** What the server does in the place of the fourth piece. */
const TURNS = {
  stalls: () => {},
  resets: (socket) => socket.resetAndDestroy(),
  'half-closes': (socket) => socket.end(),
}

let connections = 0
const server = http.createServer((incoming, outgoing) => void receive(incoming, outgoing))
server.on('connection', (socket) => {
  connections += 1
  socket.on('error', () => {})
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = server.address()
const url = `http://127.0.0.1:${port}/v1/chat/completions`

async function receive(incoming, outgoing) {
  const { messages } = JSON.parse(Buffer.concat(await incoming.toArray()).toString())
  const [behaviour] = messages[0].content.split(':')
  if (behaviour === 'holds') return
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const [index, piece] of PIECES.entries()) {
    await wait(behaviour === 'slow' ? 15 : 2)
    if (index === 3 && TURNS[behaviour] !== undefined) {
      // What was written must leave the machine's buffers before the connection goes.
      await wait(20)
      TURNS[behaviour](outgoing.socket)
      return
    }
    outgoing.write(piece)
  }
  outgoing.end()
}

const bodyOf = (name) => ({ model: 'm', stream: true, messages: [{ role: 'user', content: name }] })
const posted = (name, signal) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(bodyOf(name)),
  signal,
})
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 1 })
const narrow = new undici.Agent({ connections: 1 })
const openai = new OpenAI({
  apiKey: 'sk-test-4f9c2a7b1e8d4c6f9a0b',
  baseURL: `http://127.0.0.1:${port}/v1`,
  maxRetries: 1,
})

function byNodeHttp(name, signal) {
  return new Promise((resolve, reject) => {
    const { method, headers, body: text } = posted(name)
    const request = http.request(url, { method, headers, signal, agent: keepAlive }, resolve)
    request.on('error', reject)
    request.end(text)
  })
}

/** Each gives what can be iterated, in pieces. */
const CLIENTS = {
  fetch: async (name, { signal }) => (await fetch(url, posted(name, signal))).body,
  'undici fetch': async (name, { signal }) => (await undici.fetch(url, posted(name, signal))).body,
  'undici request': async (name, { signal }) => (await undici.request(url, posted(name, signal))).body,
  'undici request, one connection': async (name, { signal }) =>
    (await undici.request(url, { ...posted(name, signal), dispatcher: narrow })).body,
  'node:http, keep-alive': (name, { signal }) => byNodeHttp(name, signal),
  'axios, http': async (name, { signal }) =>
    (await axios.post(url, bodyOf(name), { adapter: 'http', responseType: 'stream', signal })).data,
  'axios, fetch': async (name, { signal }) =>
    (await axios.post(url, bodyOf(name), { adapter: 'fetch', responseType: 'stream', signal })).data,
  'axios, its own timeout': async (name, { signal, timeout }) =>
    (
      await axios.post(url, bodyOf(name), {
        adapter: 'http',
        responseType: 'stream',
        ...(timeout === undefined ? { signal } : { timeout }),
      })
    ).data,
  'node-fetch': async (name, { signal }) => (await nodeFetch(url, posted(name, signal))).body,
  got: (name, { signal }) => got.stream.post(url, { json: bodyOf(name), signal, retry: { limit: 0 } }),
  'got, its own timeout': (name, { signal, timeout }) =>
    got.stream.post(url, {
      json: bodyOf(name),
      signal: timeout === undefined ? signal : undefined,
      timeout: { request: timeout },
      retry: { limit: 0 },
    }),
  ky: async (name, { signal }) => (await ky.post(url, { json: bodyOf(name), signal, retry: 0, timeout: false })).body,
  openai: (name, { signal }) => openai.chat.completions.create(bodyOf(name), { signal }),
  // It ends with the headers, and is retried; the rest is left to a signal.
  'openai, its own timeout': (name, { signal, timeout }) =>
    openai.chat.completions.create(bodyOf(name), {
      ...(timeout === undefined ? {} : { timeout }),
      signal: name.startsWith('holds') && timeout !== undefined ? undefined : signal,
    }),
}

async function run(
  client,
  name,
  { server: behaviour, pieces, isAborted = false, abortAfter, timeout, hidesCode = false },
) {
  const controller = new AbortController()
  if (abortAfter !== undefined) setTimeout(() => controller.abort(), abortAfter)
  const signal = timeout === undefined ? controller.signal : AbortSignal.timeout(timeout)
  let text = ''
  let count = 0
  try {
    for await (const piece of await client(`${behaviour}: ${name}`, { signal, timeout })) {
      text += textOf(piece)
      count += 1
      if (count !== pieces) continue
      if (!isAborted) break
      controller.abort()
    }
    if (isAborted) controller.abort()
    return { end: 'quiet', text }
  } catch (error) {
    return { end: hidesCode ? 'failed' : `${error.name} ${error.code ?? ''}`.trim(), text }
  }
}

function textOf(piece) {
  const { choices } =
    piece instanceof Uint8Array ? JSON.parse(Buffer.from(piece).toString().slice('data: '.length)) : piece
  return choices[0].delta.content
}

function withLimit(work) {
  const limit = new AbortController()
  return Promise.race([
    work,
    wait(LIMIT_MS, { end: `nothing after ${LIMIT_MS} ms` }, { signal: limit.signal }),
  ]).finally(() => limit.abort())
}

async function session(client, { cassette, name, mode }) {
  const both = async () => {
    const { end, text } = await withLimit(run(client, name, ENDS[name]))
    return { end, text, next: await withLimit(run(client, 'after', WHOLE)) }
  }
  // The cuts of a server are errors.
  return withCassette(cassette, both, { mode, recordErrors: true }).catch((error) => ({ end: error.message }))
}

/** All clients side by side, the ends of each one after the other. */
async function runAll(mode) {
  const results = {}
  const runClient = async ([clientName, client]) => {
    for (const name of Object.keys(ENDS))
      results[`${clientName}: ${name}`] = await session(client, {
        cassette: `${clientName} ${name}`.replaceAll(/[/:]/g, ' '),
        name,
        mode,
      })
  }
  await Promise.all(Object.entries(CLIENTS).map(runClient))
  return results
}

const cassettes = mkdtempSync(join(tmpdir(), 'rewind-ends-'))
install({ hosts: [{ host: `127.0.0.1:${port}`, provider: 'openai' }], cassettes })
const bare = await runAll('off')
const live = await runAll('record')
await new Promise((resolve) => {
  server.close(resolve)
  server.closeAllConnections()
})
// Until the clients have heard of it.
await wait(100)
const trap = net.createServer((socket) => {
  connections += 1
  socket.destroy()
})
await once(trap.listen(port, '127.0.0.1'), 'listening')
connections = 0
const replayed = await runAll('strict')
rmSync(cassettes, { recursive: true, force: true })
const results = Object.keys(bare)
  .toSorted()
  .map((name) => ({ name, bare: bare[name], live: live[name], replayed: replayed[name] }))
for (const { name, ...ways } of results) {
  const [first, ...others] = Object.values(ways).map((way) => JSON.stringify(way))
  if (others.some((other) => other !== first))
    process.stdout.write(
      `${name}\n${Object.entries(ways)
        .map(([way, result]) => `  ${way.padEnd(8)}  ${JSON.stringify(result)}\n`)
        .join('')}`,
    )
}
process.stdout.write(`RESULTS ${JSON.stringify({ results, connections })}\n`)
process.exit()
