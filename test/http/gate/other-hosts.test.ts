import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import {
  createServer as createHttp2Server,
  createSecureServer,
  connect as connectHttp2,
  type ClientHttp2Session,
  type Http2SecureServer,
  type Http2Server,
  type Http2ServerResponse,
} from 'node:http2'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'

import { generate } from 'selfsigned'
import { Pool } from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { httpRequest, readNodePieces } from '../http-clients.ts'
import { listen, serve, serveTcp } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'

let pem: { private: string; cert: string }

beforeAll(async () => {
  pem = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048, algorithm: 'sha256' })
})

/** A server that counts as an LLM host, once it was asked: from then on the interceptor is in place. */
async function startBusyInterception() {
  const server = await serve((_incoming, outgoing) => void outgoing.end('llm'))
  const interception = startInterception({ ports: [server.port] })
  await (await fetch(server.origin)).text()
  await interception.nextResponse()
  return interception
}

async function listenHttp2(server: Http2Server | Http2SecureServer): Promise<{ port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0 }
}

async function serveHttp2(server: Http2Server | Http2SecureServer): Promise<{ port: number }> {
  server.on('request', (_request: unknown, response: Http2ServerResponse) => void response.end('by http2'))
  return listenHttp2(server)
}

async function askHttp2(session: ClientHttp2Session): Promise<string> {
  onTestFinished(() => session.destroy())
  const stream = session.request({ ':path': '/' })
  return (await readNodePieces(stream)).join('')
}

describe('a connection to a host that is not an LLM', () => {
  test('may wait for the server to speak first', async () => {
    await startBusyInterception()
    const server = await serveTcp((socket) => void socket.write('220 ready'))
    const socket = connect(server.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('220 ready')
  })

  test('may carry any bytes', async () => {
    await startBusyInterception()
    const server = await serveTcp((socket) => void socket.pipe(socket))
    const socket = connect(server.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(Buffer.from([0, 1, 2, 255]))
    expect(await new Promise((resolve) => socket.once('data', resolve))).toEqual(Buffer.from([0, 1, 2, 255]))
  })

  test('may be a Unix socket', async () => {
    await startBusyInterception()
    const folder = mkdtempSync(join(tmpdir(), 'rewind-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 's')
    const server = createHttpServer((_incoming, outgoing) => void outgoing.end('by path'))
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
    const { response } = await httpRequest('http://localhost/', { socketPath: path, agent: false })
    expect((await readNodePieces(response)).join('')).toBe('by path')
  })

  test('may speak HTTP/2 without TLS', async () => {
    await startBusyInterception()
    const { port } = await serveHttp2(createHttp2Server())
    expect(await askHttp2(connectHttp2(`http://127.0.0.1:${port}`))).toBe('by http2')
  })

  test('may speak HTTP/2 over TLS', async () => {
    await startBusyInterception()
    const { port } = await serveHttp2(createSecureServer({ key: pem.private, cert: pem.cert }))
    expect(await askHttp2(connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false }))).toBe('by http2')
  })

  test('may speak TLS with bytes of its own', async () => {
    await startBusyInterception()
    const { port } = await listen(
      createTlsServer({ key: pem.private, cert: pem.cert }, (socket) => void socket.write('hello over tls')),
    )
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    onTestFinished(() => void socket.destroy())
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('hello over tls')
  })

  test('carries HTTP that is neither read nor answered, but reported', async () => {
    const interception = await startBusyInterception()
    const server = await serve((_incoming, outgoing) => void outgoing.end('other'))
    expect(await (await fetch(`${server.origin}/by-fetch`)).text()).toBe('other')
    expect(await readNodePieces((await httpRequest(`${server.origin}/by-http`)).response)).toEqual(['other'])
    expect(interception.requests).toHaveLength(1)
    expect(interception.others).toEqual([`${server.origin}/by-fetch`, `${server.origin}/by-http`])
  })

  test('may be refused, and says so', async () => {
    await startBusyInterception()
    const socket = connect(1, '127.0.0.1')
    expect(await new Promise((resolve) => socket.once('error', resolve))).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('may be pooled before and during the interception', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('other'))
    const pool = new Pool(server.origin, { connections: 1 })
    onTestFinished(() => pool.destroy())
    const ask = async () => (await pool.request({ path: '/', method: 'GET' })).body.text()
    const before = await ask()
    await startBusyInterception()
    expect([before, await ask()]).toEqual(['other', 'other'])
    expect(server.connections()).toBe(1)
  })
})

describe('an HTTP/2 connection to another host', () => {
  test('is made over TLS', async () => {
    const { port } = await serveHttp2(createSecureServer({ key: pem.private, cert: pem.cert }))
    await startBusyInterception()
    expect(await askHttp2(connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false }))).toBe('by http2')
  })

  test('is made without TLS', async () => {
    const { port } = await serveHttp2(createHttp2Server())
    await startBusyInterception()
    expect(await askHttp2(connectHttp2(`http://127.0.0.1:${port}`))).toBe('by http2')
  })

  test('is not mistaken for HTTP/1.1 that is asked for inside an HTTP/2 server', async () => {
    const llm = await serve((_incoming, outgoing) => void outgoing.end('llm'))
    const { requests } = startInterception({ ports: [llm.port] })
    const server = createHttp2Server((_request, response) => {
      httpRequest(llm.origin, { agent: false })
        .then(async (asked) => readNodePieces(asked.response))
        .then((pieces) => response.end(pieces.join('')))
        .catch((error: unknown) => response.end(String(error)))
    })
    const { port } = await listenHttp2(server)
    expect(await askHttp2(connectHttp2(`http://127.0.0.1:${port}`))).toBe('llm')
    expect(requests).toHaveLength(1)
  })
})

describe('while every host is looked at', () => {
  test('HTTP to any host is intercepted', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('any'))
    const { requests, nextResponse } = startInterception({ ports: [], isAnyHostCandidate: true })
    expect(await (await fetch(server.origin)).text()).toBe('any')
    expect(requests).toHaveLength(1)
    expect(Buffer.from((await nextResponse()).body).toString()).toBe('any')
  })

  test('a server that speaks first is still heard', async () => {
    const server = await serveTcp((socket) => void socket.write('220 ready'))
    startInterception({ ports: [], isAnyHostCandidate: true })
    const socket = connect(server.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('220 ready')
  })
})
