import { createGzip, constants, gzipSync, brotliCompressSync } from 'node:zlib'

import { request as undiciRequest } from 'undici'
import { expect, test } from 'vitest'

import { serve } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'
import { piecesOf } from './recorded.ts'

test('a gzip stream is captured decoded, in the pieces that the server flushed', async () => {
  const pieces = ['one ', 'two ', 'three']
  const server = await serve(async (_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-encoding': 'gzip' })
    const gzip = createGzip()
    gzip.pipe(outgoing)
    for (const piece of pieces) {
      gzip.write(piece)
      await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve()))
      await new Promise(setImmediate)
    }
    gzip.end()
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  const text = await (await fetch(server.origin)).text()
  const response = await nextResponse()
  expect(text).toBe('one two three')
  expect(piecesOf(response).join('')).toBe('one two three')
  expect(response.chunks?.every(({ size }) => size > 0)).toBe(true)
  expect(response.headers['content-encoding']).toBeUndefined()
})

test('a client that does not decode still gets the encoded bytes', async () => {
  const encoded = gzipSync('as the wire had it')
  const server = await serve(
    (_incoming, outgoing) =>
      void outgoing.writeHead(200, { 'content-encoding': 'gzip', 'content-length': encoded.length }).end(encoded),
  )
  const { nextResponse } = startInterception({ ports: [server.port] })
  const { body } = await undiciRequest(server.origin)
  expect(Buffer.from(await body.arrayBuffer()).equals(encoded)).toBe(true)
  expect(Buffer.from((await nextResponse()).body).toString()).toBe('as the wire had it')
})

test('stacked encodings are captured decoded', async () => {
  const encoded = brotliCompressSync(gzipSync('twice'))
  const server = await serve(
    (_incoming, outgoing) => void outgoing.writeHead(200, { 'content-encoding': 'gzip, br' }).end(encoded),
  )
  const { nextResponse } = startInterception({ ports: [server.port] })
  await (await fetch(server.origin)).text()
  expect(Buffer.from((await nextResponse()).body).toString()).toBe('twice')
})

test('a body that is not what its encoding says is kept as it came, header included', async () => {
  const server = await serve(
    (_incoming, outgoing) => void outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all'),
  )
  const { nextResponse } = startInterception({ ports: [server.port] })
  const { body } = await undiciRequest(server.origin)
  expect(await body.text()).toBe('not gzip at all')
  const response = await nextResponse()
  expect(response.headers['content-encoding']).toBe('gzip')
  expect(Buffer.from(response.body).toString()).toBe('not gzip at all')
  expect(response.end).toBe('complete')
})

test('a gzip stream that the caller leaves is captured decoded as far as it came', async () => {
  const server = await serve((_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-encoding': 'gzip' })
    const gzip = createGzip()
    gzip.pipe(outgoing)
    gzip.write('so far')
    gzip.flush(constants.Z_SYNC_FLUSH)
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  const reader = (await fetch(server.origin)).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  const response = await nextResponse()
  expect(response.end).toBe('aborted')
  expect(Buffer.from(response.body).toString()).toBe('so far')
})
