import { request as namedRequest, type IncomingMessage } from 'node:http'

import OpenAI from 'openai'
import { fetch as undiciFetch, request as undiciRequest } from 'undici'
import { describe, expect, test } from 'vitest'

import { failureOf, httpRequest, readNodePieces, readWebPieces } from '../http-clients.ts'
import { createGate, serve, serveTcp } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'

/** A server that sends one piece and then nothing; notices when its client has gone. */
async function serveOnePiece(piece = 'data: one\n\n') {
  const gone = createGate()
  const server = await serve((incoming, outgoing) => {
    incoming.resume()
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    outgoing.write(piece)
    outgoing.once('close', gone.open)
  })
  return { server, gone }
}

/** A server that sends a piece and resets the connection once its client has said that it got it. */
async function serveCutPiece(head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n') {
  const read = createGate()
  const server = await serveTcp((socket) => {
    socket.once('data', () => {
      socket.write(head)
      void read.opened.then(() => socket.resetAndDestroy())
    })
  })
  return { server, read }
}

describe('a body that its caller leaves is captured as aborted, with what was read', () => {
  test('by an AbortSignal of fetch', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const controller = new AbortController()
    const reader = (await fetch(server.origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort()
    const response = await nextResponse()
    await gone.opened
    expect(response.end).toBe('aborted')
    expect(Buffer.from(response.body).toString()).toBe('data: one\n\n')
  })

  test('by a signal with a reason of the caller', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const controller = new AbortController()
    const reader = (await fetch(server.origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort(new Error('enough'))
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by an error that has a code, as those of axios and got', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const controller = new AbortController()
    const reader = (await fetch(server.origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort(Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' }))
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by reader.cancel()', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const reader = (await fetch(server.origin)).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await gone.opened
    const response = await nextResponse()
    expect(response.end).toBe('aborted')
    expect(Buffer.from(response.body).toString()).toBe('data: one\n\n')
  })

  test('by a break out of for await over a fetch body', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    for await (const piece of (await fetch(server.origin)).body ?? []) if (piece.length > 0) break
    await gone.opened
    const response = await nextResponse()
    expect(response.end).toBe('aborted')
    expect(Buffer.from(response.body).toString()).toBe('data: one\n\n')
  })

  test('by a break out of for await over an undici.request body', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { body } = await undiciRequest(server.origin)
    for await (const piece of body) if (String(piece).length > 0) break
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by the cancel of an undici.fetch body', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const reader = (await undiciFetch(server.origin)).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by request.destroy() of node:http', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { request, response } = await httpRequest(server.origin)
    response.on('error', () => {})
    await new Promise((resolve) => response.once('data', resolve))
    request.destroy()
    await gone.opened
    const captured = await nextResponse()
    expect(captured.end).toBe('aborted')
    expect(Buffer.from(captured.body).toString()).toBe('data: one\n\n')
  })

  test('by a break out of for await over a node:http response', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { response } = await httpRequest(server.origin)
    for await (const piece of response) if (String(piece).length > 0) break
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by request.destroy(error) of node:http', async () => {
    const { server, gone } = await serveOnePiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { request, response } = await httpRequest(server.origin)
    request.on('error', () => {})
    response.on('error', () => {})
    await new Promise((resolve) => response.once('data', resolve))
    request.destroy(new Error('enough'))
    await gone.opened
    expect((await nextResponse()).end).toBe('aborted')
  })

  test('by the controller of an OpenAI stream', async () => {
    const { server, gone } = await serveOnePiece('data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n')
    const { nextResponse } = startInterception({ ports: [server.port] })
    const openai = new OpenAI({ baseURL: server.origin, apiKey: 'sk-none' })
    const stream = await openai.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    })
    for await (const part of stream) if (part.choices.length > 0) break
    await gone.opened
    const captured = await nextResponse()
    expect(captured.end).toBe('aborted')
    expect(Buffer.from(captured.body).toString()).toContain('"Hi"')
  })
})

describe('a body that its server cuts is captured as cut, with what came', () => {
  test('when the connection of a fetch is reset', async () => {
    const { server, read } = await serveCutPiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const reader = (await fetch(server.origin)).body?.getReader()
    await reader?.read()
    read.open()
    await failureOf(reader?.read() ?? Promise.resolve())
    const response = await nextResponse()
    expect(response.end).toBe('cut')
    expect(Buffer.from(response.body).toString()).toBe('one')
  })

  test('when the connection of an undici.request is reset', async () => {
    const { server, read } = await serveCutPiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { body } = await undiciRequest(server.origin)
    body.once('data', read.open)
    await failureOf(new Promise((_resolve, reject) => body.once('error', reject)))
    expect((await nextResponse()).end).toBe('cut')
  })

  test('when the connection of a node:http request is reset', async () => {
    const { server, read } = await serveCutPiece()
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { response } = await httpRequest(server.origin)
    response.once('data', read.open)
    await failureOf(new Promise((_resolve, reject) => response.once('error', reject)))
    const captured = await nextResponse()
    expect(captured.end).toBe('cut')
    expect(Buffer.from(captured.body).toString()).toBe('one')
  })

  test('when a chunked body ends without its last chunk', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n'))
    })
    const { nextResponse } = startInterception({ ports: [server.port] })
    await failureOf((await fetch(server.origin)).text())
    expect((await nextResponse()).end).toBe('cut')
  })

  test('when a body is shorter than its content-length, by fetch', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'))
    })
    const { nextResponse } = startInterception({ ports: [server.port] })
    await failureOf((await fetch(server.origin)).text())
    const response = await nextResponse()
    expect(response.end).toBe('cut')
    expect(Buffer.from(response.body).toString()).toBe('short')
  })

  test('when a body is shorter than its content-length, by node:http', async () => {
    const server = await serveTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'))
    })
    const { nextResponse } = startInterception({ ports: [server.port] })
    const { response } = await httpRequest(server.origin)
    await failureOf(readNodePieces(response))
    expect((await nextResponse()).end).toBe('cut')
  })
})

describe('each exchange is reported once', () => {
  test('when it completes', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('x'))
    const { captures, nextResponse } = startInterception({ ports: [server.port] })
    await (await fetch(server.origin)).text()
    await nextResponse()
    await (await fetch(server.origin)).text()
    await nextResponse()
    expect(captures).toHaveLength(2)
  })

  test('when it is aborted after all of it came', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('all of it'))
    const { captures, nextResponse } = startInterception({ ports: [server.port] })
    const controller = new AbortController()
    await readWebPieces(await fetch(server.origin, { signal: controller.signal }))
    controller.abort()
    const response = await nextResponse()
    expect(response.end).toBe('complete')
    expect(captures).toHaveLength(1)
  })

  test('when the body is never read, but came whole', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('unread'))
    const { nextResponse } = startInterception({ ports: [server.port] })
    const response = await new Promise<IncomingMessage>((resolve) => namedRequest(server.origin, resolve).end())
    response.resume()
    expect((await nextResponse()).end).toBe('complete')
  })
})
