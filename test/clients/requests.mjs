// Requests and answers of every kind, by the clients that make them: without rewind, recorded, and replayed twice in
// strict without the server. Prints what differs, and all results as one line of JSON.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'

import axios from 'axios'
import got from 'got'
import ky from 'ky'
import nodeFetch, { Blob as NodeFetchBlob, FormData as NodeFetchForm } from 'node-fetch'
import OpenAI, { toFile } from 'openai'
import * as undici from 'undici'

import { install, withCassette } from '../../dist/index.js'
import { patient } from '../helpers/patience.ts'

const LIMIT_MS = patient(4_000)
const INTEGRITY = 'sha256-iNQmb9TmM40TuEX88olXnSCciXgjuSF9o+Fhk28DFYk='
const ANSWERS = {
  '/v1/range': (outgoing) => outgoing.writeHead(206, { 'content-range': 'bytes 0-3/10' }).end('abcd'),
  '/v1/empty': (outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(),
  '/v1/204': (outgoing) => outgoing.writeHead(204).end(),
}

const server = http.createServer((incoming, outgoing) => void answer(incoming, outgoing))
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = server.address()
const origin = `http://127.0.0.1:${port}`
const echo = `${origin}/v1/echo`

async function answer(incoming, outgoing) {
  const body = Buffer.concat(await incoming.toArray()).toString()
  const [, , kind, status] = incoming.url.split('/')
  if (kind === 'redirect') return outgoing.writeHead(Number(status), { location: '/v1/echo?hop=2' }).end('moved')
  if (kind === 'audio')
    return outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ text: `heard ${body.length}` }))
  if (ANSWERS[incoming.url] !== undefined) return ANSWERS[incoming.url](outgoing)
  // The boundary of a form is made anew each time.
  return outgoing
    .writeHead(200, { 'content-type': 'text/plain', 'retry-after': '1' })
    .end(`${incoming.method} ${incoming.url} ${body.replaceAll(/-{2,}[\w.-]+/g, '#')}`)
}

const parts = () => Readable.from(Array.from({ length: 5 }, (_unused, index) => Buffer.from(`part ${index} `)))
const openai = new OpenAI({ apiKey: 'sk-test-4f9c2a7b1e8d4c6f9a0b', baseURL: `${origin}/v1`, maxRetries: 0 })

function formOf(Form = FormData, Part = Blob) {
  const form = new Form()
  form.append('model', 'whisper')
  form.append('file', new Part(['hello world'], { type: 'text/plain' }), 'a.txt')
  return form
}

async function shown(response) {
  const { status, statusText, redirected, url, type = '' } = response
  return `${status} ${statusText} ${redirected} ${url.replace(origin, '')} ${type} ${await response.text()}`
}

async function fetched(path, options = {}) {
  return shown(await fetch(origin + path, options))
}

async function byUndici(options, path = '/v1/echo') {
  const { statusCode, body } = await undici.request(origin + path, options)
  return `${statusCode} ${await body.text()}`
}

async function byClient(client) {
  const { body } = await client.request({ path: '/v1/echo', method: 'POST', body: 'hi' })
  const text = await body.text()
  await client.close()
  return text
}

function byNode(options, body = '') {
  return new Promise((resolve, reject) => {
    const request = http.request(echo, options, (response) => {
      response.toArray().then((pieces) => resolve(`${response.statusCode} ${Buffer.concat(pieces).toString()}`), reject)
    })
    request.on('error', reject)
    if (typeof body === 'string') request.end(body)
    else body.pipe(request)
  })
}

const FORMS = {
  'form: fetch': () => fetched('/v1/echo', { method: 'POST', body: formOf() }),
  'form: undici fetch': async () => shown(await undici.fetch(echo, { method: 'POST', body: formOf(undici.FormData) })),
  'form: node-fetch': async () =>
    shown(await nodeFetch(echo, { method: 'POST', body: formOf(NodeFetchForm, NodeFetchBlob) })),
  'form: axios': async () => (await axios.post(echo, formOf(), { adapter: 'http' })).data,
  'form: got': async () => (await got.post(echo, { body: formOf() })).body,
  'form: ky': async () => shown(await ky.post(echo, { body: formOf() })),
  'form: openai, an audio file': async () =>
    (
      await openai.audio.transcriptions.create({
        model: 'whisper-1',
        file: await toFile(Buffer.alloc(70_000, 'RIFF'), 'a.wav'),
      })
    ).text,
}

const UPLOADS = {
  'streamed upload: fetch': () =>
    fetched('/v1/echo', { method: 'POST', duplex: 'half', body: Readable.toWeb(parts()) }),
  'streamed upload: undici request': () => byUndici({ method: 'POST', body: parts() }),
  'streamed upload: node:http': () => byNode({ method: 'POST' }, parts()),
  'streamed upload: axios': async () => (await axios.post(echo, parts(), { adapter: 'http', maxRedirects: 0 })).data,
  'streamed upload: got': async () => (await got.post(echo, { body: parts() })).body,
  'body: Request object': async () => shown(await fetch(new Request(echo, { method: 'PUT', body: '{"a":1}' }))),
  'body: URLSearchParams': () => fetched('/v1/echo', { method: 'POST', body: new URLSearchParams({ b: '2', a: '1' }) }),
  'body: Blob': () => fetched('/v1/echo', { method: 'POST', body: new Blob(['a', 'b']) }),
  'body: keepalive': () => fetched('/v1/echo', { method: 'POST', body: 'k', keepalive: true }),
  'body: headers as an array': () =>
    byNode(
      { method: 'POST', headers: ['host', `127.0.0.1:${port}`, 'content-type', 'text/plain', 'content-length', '2'] },
      'hi',
    ),
  'body: chunked by hand': () => byNode({ method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, 'hi'),
}

const REDIRECTS = {
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      `redirect: fetch, ${status}`,
      () =>
        fetched(`/v1/redirect/${status}`, { method: 'POST', body: 'x=1', headers: { 'content-type': 'text/plain' } }),
    ]),
  ),
  'redirect: fetch, manual': () => fetched('/v1/redirect/302', { redirect: 'manual' }),
  'redirect: fetch, refused': () => fetched('/v1/redirect/302', { redirect: 'error' }),
  'redirect: axios': async () => (await axios.post(`${origin}/v1/redirect/307`, { a: 1 })).data,
  'redirect: got': async () => (await got(`${origin}/v1/redirect/302`)).body,
  'redirect: undici': () =>
    byUndici(
      { dispatcher: new undici.Agent().compose(undici.interceptors.redirect({ maxRedirections: 2 })) },
      '/v1/redirect/302',
    ),
}

const OTHERS = {
  'undici: RetryAgent': () => byUndici({ dispatcher: new undici.RetryAgent(new undici.Agent()) }),
  'undici: cache': () =>
    byUndici({ dispatcher: new undici.Agent().compose(undici.interceptors.cache()) }, '/v1/echo?cached'),
  'undici: stream': async () => {
    const pieces = []
    const sink = () => new Writable({ write: (piece, _encoding, done) => done(void pieces.push(piece)) })
    await undici.stream(echo, { method: 'POST', body: 'hi' }, sink)
    return Buffer.concat(pieces).toString()
  },
  'undici: pipeline': async () =>
    Buffer.concat(
      await undici
        .pipeline(echo, { method: 'POST' }, ({ body }) => body)
        .end('hi')
        .toArray(),
    ).toString(),
  'undici: Client': () => byClient(new undici.Client(origin)),
  'undici: BalancedPool': () => byClient(new undici.BalancedPool(origin)),
  'HEAD: fetch': () => fetched('/v1/echo', { method: 'HEAD' }),
  'HEAD: node:http': () => byNode({ method: 'HEAD' }),
  'HEAD: undici': () => byUndici({ method: 'HEAD' }),
  'no content': () => fetched('/v1/204', { method: 'DELETE' }),
  'empty body': () => fetched('/v1/empty', { method: 'POST' }),
  'partial content': () => fetched('/v1/range', { headers: { range: 'bytes=0-3' } }),
  'integrity of fetch': () => fetched('/v1/range', { integrity: INTEGRITY }),
  'no agent': () => byNode({ agent: false }),
  'clone()': async () => {
    const response = await fetch(echo)
    const clone = response.clone()
    return (await response.text()) + (await clone.text())
  },
  'a body that is read late': async () => {
    const response = await fetch(`${echo}?late`)
    await wait(30)
    return response.text()
  },
}

function failed(error) {
  return `${error.name} ${error.code ?? ''} ${error.message} ${error.cause?.message ?? ''}`
}

async function outcomeOf(run) {
  const limit = new AbortController()
  return Promise.race([
    run().catch(failed),
    wait(LIMIT_MS, `nothing after ${LIMIT_MS} ms`, { signal: limit.signal }),
  ]).finally(() => limit.abort())
}

async function runAll(mode) {
  const outcomes = {}
  for (const [name, run] of Object.entries({ ...FORMS, ...UPLOADS, ...REDIRECTS, ...OTHERS })) {
    outcomes[name] = await withCassette(name.replaceAll(/[/:]/g, ' '), () => outcomeOf(run), { mode }).catch(
      (error) => error.message,
    )
  }
  return outcomes
}

const cassettes = mkdtempSync(join(tmpdir(), 'rewind-requests-'))
install({ hosts: [`127.0.0.1:${port}`], cassettes })
const bare = await runAll('off')
const live = await runAll('record')
await new Promise((resolve) => {
  server.close(resolve)
  server.closeAllConnections()
})
// Until the clients have heard of it.
await wait(100)
const replayed = await runAll('strict')
const again = await runAll('strict')
rmSync(cassettes, { recursive: true, force: true })
const results = Object.keys(bare).map((name) => ({
  name,
  bare: bare[name],
  live: live[name],
  replayed: replayed[name],
  again: again[name],
}))
for (const { name, ...ways } of results) {
  if (new Set(Object.values(ways)).size > 1)
    process.stdout.write(
      `${name}\n${Object.entries(ways)
        .map(([way, outcome]) => `  ${way.padEnd(8)}  ${outcome}\n`)
        .join('')}`,
    )
}
process.stdout.write(`RESULTS ${JSON.stringify(results)}\n`)
process.exit()
