import OpenAI from 'openai'
import { request as undiciRequest } from 'undici'
import { describe, expect, test, vi } from 'vitest'

import { replayResponse } from '../../../src/http/wire/replay-response.ts'
import { failureOf, httpRequest, readNodePieces, readWebPieces } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { recordedPieces, recordedText } from './recorded.ts'

const PIECES = ['data: one\n\n', 'data: two\n\n', 'data: three\n\n'] as const

/** A server that must not be asked. */
async function startReplay(...parameters: Parameters<typeof replaying>) {
  const server = await serve((_incoming, outgoing) => void outgoing.writeHead(500).end('asked the server'))
  const interception = startInterception({ ports: [server.port], answer: replaying(...parameters) })
  return { ...interception, origin: server.origin, connections: () => server.connections() }
}

describe('a replayed stream has the pieces of its recording', () => {
  test('for fetch', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES))
    expect(await readWebPieces(await fetch(origin))).toEqual(PIECES)
  })

  test('for undici.request', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES))
    expect(await readNodePieces((await undiciRequest(origin)).body)).toEqual(PIECES)
  })

  test('for node:http', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES))
    expect(await readNodePieces((await httpRequest(origin)).response)).toEqual(PIECES)
  })

  test('when one of them ends in the middle of a character', async () => {
    const bytes = Buffer.from('grüße')
    const response = {
      ...recordedPieces([]),
      body: bytes,
      chunks: [
        { size: 3, at: 0 },
        { size: bytes.length - 3, at: 1 },
      ],
    }
    const { origin } = await startReplay(response)
    const sizes: number[] = []
    for await (const piece of (await fetch(origin)).body ?? []) sizes.push(piece.length)
    expect(sizes).toEqual([3, bytes.length - 3])
  })

  test('for the OpenAI client, as parts of the answer', async () => {
    const parts = ['He', 'llo'].map(
      (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
    )
    const { origin } = await startReplay(recordedPieces([...parts, 'data: [DONE]\n\n']))
    const openai = new OpenAI({ baseURL: origin, apiKey: 'sk-none' })
    const stream = await openai.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    })
    const received: string[] = []
    for await (const part of stream) received.push(part.choices[0]?.delta.content ?? '')
    expect(received).toEqual(['He', 'llo'])
  })
})

describe('a replayed response has', () => {
  test('its status, reason phrase, headers and body', async () => {
    const { origin } = await startReplay(
      recordedText('hello', {
        status: 404,
        statusText: 'Nowhere',
        headers: { 'content-type': 'text/plain', 'x-two': 'b' },
      }),
    )
    const response = await fetch(origin)
    expect([response.status, response.statusText, response.headers.get('x-two')]).toEqual([404, 'Nowhere', 'b'])
    expect(await response.text()).toBe('hello')
  })

  test('a content-length where the recorded one had it', async () => {
    const { origin } = await startReplay(recordedText('grüße'))
    const { response } = await httpRequest(origin)
    response.resume()
    expect(response.headers).toMatchObject({ 'content-length': '7' })
    expect(response.headers['transfer-encoding']).toBeUndefined()
  })

  test('chunked framing where the recorded one had it', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES))
    const { response } = await httpRequest(origin)
    response.resume()
    expect(response.headers).toMatchObject({ 'transfer-encoding': 'chunked' })
    expect(response.headers['content-length']).toBeUndefined()
  })

  test('its repeated headers, apart', async () => {
    const { origin } = await startReplay(recordedText('x', { headers: { link: ['</a>; rel=next', '</b>; rel=last'] } }))
    const { response } = await httpRequest(origin)
    response.resume()
    expect(response.headers.link).toBe('</a>; rel=next, </b>; rel=last')
  })

  test('no body for status 204', async () => {
    const { origin } = await startReplay(recordedText('', { status: 204 }))
    const response = await fetch(origin)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test('no body for status 304', async () => {
    const { origin } = await startReplay(recordedText('', { status: 304 }))
    const { response } = await httpRequest(origin)
    expect([response.statusCode, await readNodePieces(response)]).toEqual([304, []])
  })

  test('no body for HEAD', async () => {
    const { origin } = await startReplay(recordedText(''))
    const response = await fetch(origin, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('an empty body where the recorded one was empty', async () => {
    const { origin } = await startReplay(recordedText(''))
    expect(await (await fetch(origin)).text()).toBe('')
  })

  test('an end where a chunked body of no pieces ended', async () => {
    const { origin } = await startReplay(recordedPieces([]))
    expect(await (await fetch(origin)).text()).toBe('')
  })

  test('all bytes of a large body', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 'abcdefghijklmnopqrstuvwxyz012345')
    const { origin } = await startReplay(recordedText('', { body }))
    const received = Buffer.from(await (await fetch(origin)).arrayBuffer())
    expect(received.equals(body)).toBe(true)
  })
})

describe('a replayed body that was cut', () => {
  test('gives fetch what came, then the failure', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES.slice(0, 2), { end: 'cut' }))
    const received: string[] = []
    const error = await failureOf(
      (async () => {
        for await (const piece of (await fetch(origin)).body ?? []) received.push(Buffer.from(piece).toString())
      })(),
    )
    expect(received).toEqual(PIECES.slice(0, 2))
    expect(error).toBeInstanceOf(TypeError)
  })

  test('gives node:http what came, then the failure', async () => {
    const { origin } = await startReplay(recordedPieces(PIECES.slice(0, 2), { end: 'cut' }))
    const received: string[] = []
    const error = await failureOf(
      (async () => {
        for await (const piece of (await httpRequest(origin)).response) received.push(String(piece))
      })(),
    )
    expect(received).toEqual(PIECES.slice(0, 2))
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })

  test('fails as well where it came under a content-length', async () => {
    const { origin } = await startReplay(recordedText('sho', { end: 'cut' }))
    expect(await failureOf(fetch(origin).then((response) => response.text()))).toBeInstanceOf(TypeError)
  })
})

describe('a replayed body that its caller left', () => {
  test('is not an overrun if the caller leaves again', async () => {
    const onOverrun = vi.fn<() => void>()
    const { origin } = await startReplay(recordedPieces(PIECES, { end: 'aborted' }), { onOverrun })
    const received: string[] = []
    for await (const piece of (await fetch(origin)).body ?? []) {
      received.push(Buffer.from(piece).toString())
      if (received.length === PIECES.length) break
    }
    expect(received).toEqual(PIECES)
    expect(onOverrun).not.toHaveBeenCalled()
  })

  test('is an overrun if the caller reads on, and fails', async () => {
    const onOverrun = vi.fn<() => void>()
    const { origin } = await startReplay(recordedPieces(PIECES, { end: 'aborted' }), { onOverrun })
    await failureOf(fetch(origin).then((response) => response.text()))
    expect(onOverrun).toHaveBeenCalledTimes(1)
  })

  test('may be left earlier than in the recording', async () => {
    const onOverrun = vi.fn<() => void>()
    const { origin, connections } = await startReplay(recordedPieces(PIECES, { end: 'aborted' }), { onOverrun })
    const reader = (await fetch(origin)).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(await readWebPieces(await fetch(origin)).catch(() => 'overrun')).toBe('overrun')
    expect(onOverrun).toHaveBeenCalledTimes(1)
    expect(connections()).toBe(0)
  })
})

describe('a replayed call that its caller left before an answer', () => {
  const UNANSWERED = {
    status: 0,
    headers: {},
    body: new Uint8Array(),
    end: 'aborted',
    latency: 0,
    duration: 0,
  } as const

  test('waits for the caller to leave again', async () => {
    const onOverrun = vi.fn<() => void>()
    const { origin, requests } = await startReplay(UNANSWERED, { onOverrun })
    const controller = new AbortController()
    const failed = failureOf(fetch(origin, { signal: controller.signal }))
    await vi.waitUntil(() => requests.length === 1)
    controller.abort()
    expect(await failed).toMatchObject({ name: 'AbortError' })
    expect(onOverrun).not.toHaveBeenCalled()
  })

  test('is an overrun if the caller stays, with an answer that says not to retry', async () => {
    const onOverrun = vi.fn<() => void>()
    const { origin } = await startReplay(UNANSWERED, { onOverrun })
    const response = await fetch(origin)
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([400, 'false'])
    expect(onOverrun).toHaveBeenCalledTimes(1)
  })
})

describe('recorded times', () => {
  test('are kept when asked for', async () => {
    const startedAt = performance.now()
    const response = await replayResponse(
      recordedPieces(PIECES, {
        latency: 40,
        chunks: PIECES.map((piece, index) => ({ size: piece.length, at: index * 40 })),
      }),
      {
        method: 'GET',
        speed: 1,
        signal: new AbortController().signal,
        onOverrun() {},
      },
    )
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39)
    await response.text()
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(118)
  })

  test('are shortened by a speed factor', async () => {
    const startedAt = performance.now()
    const response = await replayResponse(
      recordedPieces(PIECES, {
        latency: 60_000,
        chunks: PIECES.map((piece, index) => ({ size: piece.length, at: index * 60_000 })),
      }),
      {
        method: 'GET',
        speed: 6000,
        signal: new AbortController().signal,
        onOverrun() {},
      },
    )
    await response.text()
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29)
  })

  test('go by real timers when a test has fake ones', async () => {
    vi.useFakeTimers()
    try {
      const response = await replayResponse(recordedPieces(PIECES, { latency: 5 }), {
        method: 'GET',
        speed: 1,
        signal: new AbortController().signal,
        onOverrun() {},
      })
      expect(await response.text()).toBe(PIECES.join(''))
    } finally {
      vi.useRealTimers()
    }
  })

  test('are left when the caller aborts between pieces, without a connection', async () => {
    const { origin, connections } = await startReplay(
      recordedPieces(PIECES, { chunks: PIECES.map((piece, index) => ({ size: piece.length, at: index * 30_000 })) }),
      { speed: 1 },
    )
    const controller = new AbortController()
    const reader = (await fetch(origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort()
    expect(await failureOf(reader?.read() ?? Promise.resolve())).toMatchObject({ name: 'AbortError' })
    expect(connections()).toBe(0)
  })
})
