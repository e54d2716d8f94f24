import { EventEmitter, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

import { expect, onTestFinished, test } from 'vitest'

import { closedPort } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { inThreePieces } from '../wire/recorded.ts'
import { askHttp2, connectHttp2, serveHttp2, type SeenOverHttp2 } from './http2-server.ts'

/** What does not depend on when and where an exchange was made. */
function essence({ status, pieces, trailers, error, rstCode }: SeenOverHttp2) {
  return { status, pieces, trailers: trailers === undefined ? undefined : { ...trailers }, error, rstCode }
}

test('what goes live reaches the caller when it arrives, and is captured in the same pieces', async () => {
  const caller = new EventEmitter()
  const server = await serveHttp2('tls', async (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' })
    for (const piece of ['one', 'two', 'three']) {
      stream.write(piece)
      // The next one is sent only once this one was heard: a piece that is held back ends the test.
      await once(caller, 'piece')
    }
    stream.end()
  })
  const { nextResponse, requests } = startInterception({ ports: [server.port] })
  const onPiece = (): void => void caller.emit('piece')
  const seen = await askHttp2(connectHttp2(server.origin), '/v1?a=1', { body: 'ask', onPiece })
  expect(essence(seen)).toMatchObject({ status: 200, pieces: ['one', 'two', 'three'], error: undefined })
  expect(requests[0]).toMatchObject({ method: 'POST', url: new URL(`${server.origin}/v1?a=1`) })
  expect(await nextResponse()).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: Buffer.from('onetwothree'),
    chunks: [{ size: 3 }, { size: 3 }, { size: 5 }],
    end: 'complete',
  })
})

test('the same without TLS', async () => {
  const server = await serveHttp2('plain', (stream) => {
    stream.respond({ ':status': 201 })
    stream.end('plain')
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  expect(essence(await askHttp2(connectHttp2(server.origin), '/'))).toMatchObject({ status: 201, pieces: ['plain'] })
  expect(await nextResponse()).toMatchObject({ status: 201, body: Buffer.from('plain') })
})

test('a replay opens no connection, and gives the same data in the same pieces', async () => {
  const server = await serveHttp2('tls', () => {})
  startInterception({ ports: [server.port], answer: replaying(inThreePieces()) })
  const seen = await askHttp2(connectHttp2(server.origin), '/', { body: 'ask' })
  expect(essence(seen)).toEqual({
    status: 200,
    pieces: ['one', 'two', 'three'],
    trailers: undefined,
    error: undefined,
    rstCode: 0,
  })
  expect(server.connections()).toBe(0)
})

test.each(['tls', 'plain'] as const)("so does one where every host may be an LLM's: %s", async (transport) => {
  const server = await serveHttp2(transport, () => {})
  startInterception({ ports: [], isAnyHostCandidate: true, answer: replaying(inThreePieces()) })
  const seen = await askHttp2(connectHttp2(server.origin), '/', { body: 'ask' })
  expect(essence(seen)).toMatchObject({ status: 200, pieces: ['one', 'two', 'three'] })
  expect(server.connections()).toBe(0)
})

test('what was recorded over HTTP/1.1 is replayed without the header fields of its connection', async () => {
  const server = await serveHttp2('tls', () => {})
  const headers = { 'transfer-encoding': 'chunked', connection: 'keep-alive', 'x-kept': 'yes' }
  startInterception({ ports: [server.port], answer: replaying(inThreePieces({ headers })) })
  const seen = await askHttp2(connectHttp2(server.origin), '/')
  expect(seen.headers['x-kept']).toBe('yes')
  expect(seen.headers['transfer-encoding']).toBeUndefined()
})

test('trailers and informational answers reach the caller; trailers are captured, and replayed', async () => {
  const server = await serveHttp2('tls', (stream) => {
    stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' })
    stream.respond({ ':status': 200 }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-checksum': 'abc' }))
    stream.end('whole')
  })
  const live = startInterception({ ports: [server.port] })
  const seen = await askHttp2(connectHttp2(server.origin), '/')
  expect(seen.informational).toMatchObject([{ ':status': 103 }])
  expect(essence(seen)).toMatchObject({ pieces: ['whole'], trailers: { 'x-checksum': 'abc' } })
  const response = await live.nextResponse()
  expect(response.trailers).toEqual({ 'x-checksum': 'abc' })
  live.stop()
  startInterception({ ports: [server.port], answer: replaying(response) })
  expect(essence(await askHttp2(connectHttp2(server.origin), '/'))).toEqual(essence(seen))
})

test('an abort of the caller reaches the server, and is captured with what was read', async () => {
  const caller = new EventEmitter()
  const { promise: reset, resolve } = Promise.withResolvers<number>()
  const server = await serveHttp2('tls', async (stream) => {
    stream.once('close', () => resolve(stream.rstCode))
    stream.respond({ ':status': 200 })
    stream.write('tick')
    await once(caller, 'piece')
    stream.write('tick')
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  await askHttp2(connectHttp2(server.origin), '/', { stopAfter: 2, onPiece: () => void caller.emit('piece') })
  expect(await reset).toBe(8)
  expect(await nextResponse()).toMatchObject({ end: 'aborted', body: Buffer.from('ticktick') })
})

test('a replay of an aborted answer reports a caller that reads on', async () => {
  const server = await serveHttp2('tls', () => {})
  const { promise: overrun, resolve } = Promise.withResolvers<void>()
  const answer = replaying(inThreePieces({ end: 'aborted', duration: 1 }), { onOverrun: resolve })
  startInterception({ ports: [server.port], answer })
  const seen = await askHttp2(connectHttp2(server.origin), '/')
  await overrun
  expect(seen.error).toBe('ERR_HTTP2_STREAM_ERROR')
})

test('a reset of the server reaches the caller with its code, and is captured as cut', async () => {
  const caller = new EventEmitter()
  const server = await serveHttp2('tls', async (stream) => {
    stream.respond({ ':status': 200 })
    stream.write('part')
    await once(caller, 'piece')
    stream.destroy(new Error('broken'))
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  const seen = await askHttp2(connectHttp2(server.origin), '/', { onPiece: () => void caller.emit('piece') })
  expect(essence(seen)).toMatchObject({ pieces: ['part'], error: 'ERR_HTTP2_STREAM_ERROR', rstCode: 2 })
  expect(await nextResponse()).toMatchObject({ end: 'cut', body: Buffer.from('part') })
})

test('a connection that the server drops looks as it does without rewind, and is captured as cut', async () => {
  const caller = new EventEmitter()
  const server = await serveHttp2('tls', async (stream, headers) => {
    stream.respond({ ':status': 200 })
    stream.write('part')
    await once(caller, 'piece')
    stream.session?.destroy(headers[':path'] === '/broken' ? new Error('broken') : undefined)
  })
  const onPiece = (): void => void caller.emit('piece')
  const ask = async (path: string) => essence(await askHttp2(connectHttp2(server.origin), path, { onPiece }))
  const without = [await ask('/dropped'), await ask('/broken')]
  const { nextResponse } = startInterception({ ports: [server.port] })
  expect(await ask('/dropped')).toEqual(without[0])
  expect(await nextResponse()).toMatchObject({ end: 'cut', body: Buffer.from('part') })
  expect(await ask('/broken')).toMatchObject({ pieces: ['part'], error: expect.any(String) })
  expect(await nextResponse()).toMatchObject({ end: 'cut', body: Buffer.from('part') })
})

test('a replay of a cut answer fails for the caller', async () => {
  const server = await serveHttp2('tls', () => {})
  startInterception({ ports: [server.port], answer: replaying(inThreePieces({ end: 'cut' })) })
  const seen = await askHttp2(connectHttp2(server.origin), '/')
  expect(essence(seen)).toMatchObject({ pieces: ['one', 'two', 'three'], error: 'ERR_HTTP2_STREAM_ERROR' })
})

test('a server that cannot be reached fails the request', async () => {
  const port = await closedPort()
  const { nextCapture } = startInterception({ ports: [port] })
  const session = connectHttp2(`https://127.0.0.1:${port}`)
  const failed = new Promise<Error>((resolve) => session.once('error', resolve))
  const seen = await askHttp2(session, '/')
  expect(seen.error).toBeDefined()
  expect(await failed).toMatchObject({ code: 'ECONNREFUSED' })
  expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
})

test('a request that passes is handed on as it is written, without waiting for its end', async () => {
  const server = await serveHttp2('tls', (stream) => {
    stream.respond({ ':status': 200 })
    stream.on('data', (piece: Buffer) => stream.write(`echo ${piece.toString()}`))
    stream.on('end', () => stream.end())
  })
  startInterception({ ports: [server.port], answer: () => ({ kind: 'pass' }) })
  const stream = connectHttp2(server.origin).request({ ':path': '/', ':method': 'POST' })
  const next = async (): Promise<string> =>
    new Promise((resolve) => stream.once('data', (piece: Buffer) => resolve(piece.toString())))
  stream.write('a')
  expect(await next()).toBe('echo a')
  stream.write('b')
  expect(await next()).toBe('echo b')
  stream.end()
})

test('is made as if rewind were not there where it is not taken', async () => {
  const server = await serveHttp2('tls', (stream) => {
    stream.respond({ ':status': 200 })
    stream.end('direct')
  })
  const { requests } = startInterception({ ports: [server.port], takesHttp2: false })
  expect((await askHttp2(connectHttp2(server.origin), '/')).pieces).toEqual(['direct'])
  expect(requests).toEqual([])
})

test('an answer of 5 MB arrives whole through a reader that is slower than the server', async () => {
  const server = await serveHttp2('tls', (stream) => {
    stream.respond({ ':status': 200 })
    stream.end(Buffer.alloc(5_000_000, 'x'))
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  const stream = connectHttp2(server.origin).request({ ':path': '/' })
  let size = 0
  for await (const piece of stream) {
    size += piece.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(size).toBe(5_000_000)
  expect((await nextResponse()).body.byteLength).toBe(5_000_000)
})

test('a long replay through a small window keeps no listeners', async () => {
  const chunks = Array.from({ length: 100 }, (_, index) => ({ size: 1000, at: index }))
  const server = await serveHttp2('tls', () => {})
  startInterception({
    ports: [server.port],
    answer: replaying(inThreePieces({ body: Buffer.alloc(100_000), chunks })),
  })
  const warnings: string[] = []
  const note = (warning: Error): void => void warnings.push(warning.name)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const session = connectHttp2(server.origin, { settings: { initialWindowSize: 500 } })
  const { pieces } = await askHttp2(session, '/')
  expect(pieces.join('')).toHaveLength(100_000)
  expect(warnings).toEqual([])
})

test('a request without a body is answered, also where it is looked at once it has ended', async () => {
  const server = await serveHttp2('plain', () => {})
  const { chunks: _pieces, ...whole } = inThreePieces()
  const answer = replaying(whole)
  startInterception({
    ports: [server.port],
    async answer(request) {
      await wait(20)
      expect(await request.body()).toHaveLength(0)
      return answer(request)
    },
  })
  const stream = connectHttp2(server.origin).request({ ':path': '/', ':method': 'POST' })
  stream.end()
  const [headers] = await once(stream, 'response')
  expect(headers[':status']).toBe(200)
})

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['POST', 304],
])('an answer without a body ends in order: %s, %i', async (method, status) => {
  const server = await serveHttp2('plain', () => {})
  const { chunks: _pieces, ...whole } = inThreePieces({ status, body: new Uint8Array() })
  startInterception({ ports: [server.port], answer: replaying(whole) })
  const stream = connectHttp2(server.origin).request({ ':path': '/', ':method': method })
  const closed = once(stream, 'close')
  stream.resume().end()
  const [headers] = await once(stream, 'response')
  await closed
  expect({ status: headers[':status'], code: stream.rstCode }).toEqual({ status, code: 0 })
})
