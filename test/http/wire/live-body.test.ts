import * as http from 'node:http'
import defaultHttp, { request as namedRequest, type ServerResponse } from 'node:http'

import OpenAI from 'openai'
import { fetch as undiciFetch, Pool, request as undiciRequest } from 'undici'
import { describe, expect, onTestFinished, test } from 'vitest'

import { httpRequest, readNodePieces, readWebPieces } from '../http-clients.ts'
import { createGate, serve, type Gate, type LoopbackServer } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'
import { piecesOf } from './recorded.ts'

const PIECES = ['one ', 'two ', 'three'] as const

/** Sends each piece only once the client has said that it got the one before. */
async function serveInTurns(pieces: readonly string[]): Promise<{ server: LoopbackServer; gates: Gate[] }> {
  const gates = pieces.map(createGate)
  const server = await serve(async (incoming, outgoing) => {
    incoming.resume()
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const [index, piece] of pieces.entries()) {
      outgoing.write(piece)
      await gates[index]?.opened
    }
    outgoing.end()
  })
  return { server, gates }
}

/** Reads a body, and lets the server go on with each piece. A piece that is held back makes this hang. */
async function readInTurns(body: AsyncIterable<Uint8Array>, gates: readonly Gate[]): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of body) {
    pieces.push(Buffer.from(piece).toString())
    gates[pieces.length - 1]?.open()
  }
  return pieces
}

describe('a live body reaches its caller piece by piece, while the server still waits to send the rest', () => {
  test('by fetch', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { body } = await fetch(server.origin)
    expect(await readInTurns(body ?? new ReadableStream(), gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by undici.fetch', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { body } = await undiciFetch(server.origin)
    expect(await readInTurns(body ?? new ReadableStream(), gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by undici.request', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { body } = await undiciRequest(server.origin)
    expect(await readInTurns(body, gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by an undici Pool', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const pool = new Pool(server.origin, { connections: 1 })
    onTestFinished(() => pool.destroy())
    const { body } = await pool.request({ path: '/', method: 'GET' })
    expect(await readInTurns(body, gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by http.get of the namespace import', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const response = await new Promise<http.IncomingMessage>((resolve) => http.get(server.origin, resolve))
    expect(await readInTurns(response, gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by http.request of the default import', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const response = await new Promise<http.IncomingMessage>((resolve) =>
      defaultHttp.request(server.origin, resolve).end(),
    )
    expect(await readInTurns(response, gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by request of the named import', async () => {
    const { server, gates } = await serveInTurns(PIECES)
    const { nextResponse } = startInterception({ ports: [server.port] })
    const response = await new Promise<http.IncomingMessage>((resolve) => namedRequest(server.origin, resolve).end())
    expect(await readInTurns(response, gates)).toEqual(PIECES)
    expect(piecesOf(await nextResponse())).toEqual(PIECES)
  })

  test('by the OpenAI client', async () => {
    const deltas = ['Hel', 'lo ', 'you']
    const gates = deltas.map(createGate)
    const server = await serve(async (incoming, outgoing) => {
      incoming.resume()
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const [index, content] of deltas.entries()) {
        outgoing.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
        await gates[index]?.opened
      }
      outgoing.end('data: [DONE]\n\n')
    })
    const { nextResponse } = startInterception({ ports: [server.port] })
    const openai = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: 'sk-none' })
    const stream = await openai.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    })
    const received: string[] = []
    for await (const part of stream) {
      received.push(part.choices[0]?.delta.content ?? '')
      gates[received.length - 1]?.open()
    }
    expect(received).toEqual(deltas)
    expect(piecesOf(await nextResponse())).toHaveLength(4)
  })
})

async function capture(respond: (outgoing: ServerResponse) => void, method = 'GET') {
  const server = await serve((incoming, outgoing) => {
    incoming.resume()
    respond(outgoing)
  })
  const { nextResponse } = startInterception({ ports: [server.port] })
  await readWebPieces(await fetch(server.origin, { method }))
  return nextResponse()
}

describe('a captured response', () => {
  test('has no chunks when its body came under a content-length', async () => {
    const response = await capture((outgoing) => outgoing.setHeader('content-length', 5).end('hello'))
    expect(response).toMatchObject({ status: 200, end: 'complete' })
    expect(response.chunks).toBeUndefined()
    expect(Buffer.from(response.body).toString()).toBe('hello')
  })

  test('has chunks that add up to its body when it came chunked', async () => {
    const response = await capture((outgoing) => {
      outgoing.write('hello')
      outgoing.end(' there')
    })
    expect(piecesOf(response).join('')).toBe('hello there')
    expect(response.end).toBe('complete')
  })

  test('is complete when its body is delimited by the end of the connection', async () => {
    const response = await capture((outgoing) => {
      outgoing.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nto the end')
    })
    expect(Buffer.from(response.body).toString()).toBe('to the end')
    expect(response.end).toBe('complete')
  })

  test('keeps status 204 without a body', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(204).end())
    expect(response).toMatchObject({ status: 204, end: 'complete' })
    expect(response.body).toHaveLength(0)
  })

  test('keeps status 304 without a body', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(304, { etag: '"a"' }).end())
    expect(response).toMatchObject({ status: 304, end: 'complete' })
    expect(response.body).toHaveLength(0)
  })

  test('of a HEAD request has the headers and no body', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(200, { 'content-length': 5 }).end(), 'HEAD')
    expect(response).toMatchObject({ status: 200, end: 'complete', headers: { 'content-length': '5' } })
    expect(response.body).toHaveLength(0)
  })

  test('keeps a body of no bytes', async () => {
    const response = await capture((outgoing) => outgoing.setHeader('content-length', 0).end())
    expect(response).toMatchObject({ status: 200, end: 'complete' })
    expect(response.body).toHaveLength(0)
  })

  test('keeps a reason phrase that is not the standard one', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(200, 'Fine').end('x'))
    expect(response.statusText).toBe('Fine')
  })

  test('leaves out the standard reason phrase', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(404).end('x'))
    expect(response.statusText).toBeUndefined()
  })

  test('keeps repeated set-cookie headers apart', async () => {
    const response = await capture((outgoing) => outgoing.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end('x'))
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  })

  test('is the final one after an informational 103', async () => {
    const response = await capture((outgoing) =>
      outgoing.writeEarlyHints({ link: '</a>; rel=preload' }, () => outgoing.end('final')),
    )
    expect(response.status).toBe(200)
    expect(Buffer.from(response.body).toString()).toBe('final')
  })
})

describe('large bodies pass whole', () => {
  const SIZE = 20 * 1024 * 1024

  test('by fetch, both ways', async () => {
    const server = await serve((incoming, outgoing) => void incoming.pipe(outgoing))
    const { nextResponse } = startInterception({ ports: [server.port] })
    const sent = Buffer.alloc(SIZE, 'abcdefghijklmnopqrstuvwxyz0123456')
    const response = await fetch(server.origin, { method: 'POST', body: sent })
    const received = Buffer.from(await response.arrayBuffer())
    expect(received.equals(sent)).toBe(true)
    expect(Buffer.from((await nextResponse()).body).equals(sent)).toBe(true)
  })

  test('by http.request, both ways, with the body read before it goes on', async () => {
    const server = await serve((incoming, outgoing) => void incoming.pipe(outgoing))
    const bodies: Uint8Array[] = []
    const captured: Uint8Array[] = []
    const done = createGate()
    startInterception({
      ports: [server.port],
      async answer(request) {
        bodies.push(await request.body())
        return {
          kind: 'capture',
          onCaptured(outcome) {
            if (outcome.kind === 'response') captured.push(outcome.response.rawBody)
            done.open()
          },
        }
      },
    })
    const sent = Buffer.alloc(SIZE, 'abcdefghijklmnopqrstuvwxyz0123456')
    const { response } = await httpRequest(server.origin, { method: 'POST', body: sent })
    const received = Buffer.from((await readNodePieces(response)).join(''))
    await done.opened
    expect(received.equals(sent)).toBe(true)
    expect(bodies.map((body) => Buffer.from(body).equals(sent))).toEqual([true])
    expect(captured.map((body) => Buffer.from(body).equals(sent))).toEqual([true])
  })

  test('captured while the caller reads slowly', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end(Buffer.alloc(SIZE, 'x')))
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { response } = await httpRequest(server.origin)
    let size = 0
    for await (const piece of response) {
      size += piece.length
      await new Promise(setImmediate)
    }
    expect(size).toBe(SIZE)
    expect((await nextResponse()).body.byteLength).toBe(SIZE)
  })
})
