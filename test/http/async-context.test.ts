import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent as HttpAgent } from 'node:http'

import { Agent, Pool, request as undiciRequest, type Dispatcher } from 'undici'
import { describe, expect, onTestFinished, test } from 'vitest'

import type { Handling, InterceptedRequest } from '../../src/http/interceptor.ts'
import { httpRequest, readNodePieces } from './http-clients.ts'
import { serve } from './loopback-server.ts'
import { startInterception } from './start-interception.ts'

const CALLERS = 50

interface Outcome {
  /** Path that was asked for, and the caller that the interception took for its own. */
  readonly seen: readonly (readonly [path: string, context: unknown])[]
  /** What each caller asked for, and what it got. */
  readonly got: readonly (readonly [path: string, text: string])[]
  readonly leaked: readonly string[]
  /** Path and captured body, for requests that went live. */
  readonly captured: readonly (readonly [path: string, text: string])[]
}

/** Lets many callers ask at once, each in its own async context and for its own path. */
async function askAtOnce(
  kind: 'live' | 'replayed' | 'passed',
  send: (url: string, caller: number) => Promise<string>,
): Promise<Outcome> {
  const storage = new AsyncLocalStorage<number>()
  const leaked: string[] = []
  const server = await serve((incoming, outgoing) => {
    leaked.push(...incoming.rawHeaders.filter((name) => name.toLowerCase().includes('rewind')))
    incoming.resume().once('end', () => outgoing.end(`live ${incoming.url}`))
  })
  const seen: (readonly [string, unknown])[] = []
  const captured: (readonly [string, string])[] = []
  const all = Promise.withResolvers<void>()
  const answer = async (request: InterceptedRequest): Promise<Handling> => {
    // A session takes a while as well: more requests may be written meanwhile.
    await request.body()
    await new Promise(setImmediate)
    const path = request.url.pathname
    seen.push([path, request.origin.context])
    if (kind === 'passed') return { kind: 'pass' }
    if (kind === 'replayed') {
      const text = `replayed ${path}`
      return { kind: 'respond', response: new Response(text, { headers: { 'content-length': String(text.length) } }) }
    }
    return {
      kind: 'capture',
      onCaptured(outcome) {
        captured.push([
          path,
          outcome.kind === 'none' ? outcome.cause : Buffer.from(outcome.response.rawBody).toString(),
        ])
        if (captured.length === CALLERS) all.resolve()
      },
    }
  }
  startInterception({ ports: [server.port], context: () => storage.getStore(), answer })
  const got = await Promise.all(
    Array.from({ length: CALLERS }, (_unused, caller) =>
      storage.run(caller, async () => {
        await new Promise(setImmediate)
        return [`/${caller}`, await send(`${server.origin}/${caller}`, caller)] as const
      }),
    ),
  )
  if (kind === 'live') await all.promise
  return { seen, got, leaked, captured }
}

function expectRight(outcome: Outcome, word: 'live' | 'replayed'): void {
  expect(outcome.seen).toHaveLength(CALLERS)
  expect(outcome.seen.filter(([path, context]) => path !== `/${String(context)}`)).toEqual([])
  expect(outcome.got.filter(([path, text]) => text !== `${word} ${path}`)).toEqual([])
  expect(outcome.leaked).toEqual([])
  expect(outcome.captured.filter(([path, text]) => text !== `live ${path}`)).toEqual([])
}

function sendBy(dispatcher: Dispatcher, method: 'GET' | 'POST') {
  onTestFinished(() => dispatcher.destroy())
  return async (url: string): Promise<string> => {
    const { body } = await undiciRequest(url, {
      dispatcher,
      method,
      blocking: false,
      ...(method === 'POST' ? { body: '{"a":1}' } : {}),
    })
    return body.text()
  }
}

describe('each of fifty concurrent requests has the context of its caller, and its own answer', () => {
  test('live, by fetch', async () => {
    expectRight(
      await askAtOnce('live', async (url) => (await fetch(url, { method: 'POST', body: 'x' })).text()),
      'live',
    )
  })

  test('replayed, by fetch', async () => {
    expectRight(
      await askAtOnce('replayed', async (url) => (await fetch(url, { method: 'POST', body: 'x' })).text()),
      'replayed',
    )
  })

  test('live, through an Agent with one connection', async () => {
    expectRight(await askAtOnce('live', sendBy(new Agent({ connections: 1 }), 'POST')), 'live')
  })

  test('replayed, through an Agent with one connection', async () => {
    expectRight(await askAtOnce('replayed', sendBy(new Agent({ connections: 1 }), 'POST')), 'replayed')
  })

  test('live, through a pipelining Pool', async () => {
    expectRight(await askAtOnce('live', sendBy(new Agent({ connections: 1, pipelining: 4 }), 'POST')), 'live')
  })

  test('replayed, through a pipelining Pool', async () => {
    expectRight(await askAtOnce('replayed', sendBy(new Agent({ connections: 1, pipelining: 4 }), 'POST')), 'replayed')
  })

  test('live, through node:http with one socket', async () => {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const send = async (url: string): Promise<string> =>
      (await readNodePieces((await httpRequest(url, { agent, method: 'POST', body: 'x' })).response)).join('')
    expectRight(await askAtOnce('live', send), 'live')
  })

  test('replayed, through node:http with one socket', async () => {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const send = async (url: string): Promise<string> =>
      (await readNodePieces((await httpRequest(url, { agent, method: 'POST', body: 'x' })).response)).join('')
    expectRight(await askAtOnce('replayed', send), 'replayed')
  })

  test('live, through node:http with headers given as an array', async () => {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 2 })
    onTestFinished(() => agent.destroy())
    const send = async (url: string): Promise<string> =>
      (
        await readNodePieces(
          (await httpRequest(url, { agent, headers: ['host', new URL(url).host, 'x-a', '1'] })).response,
        )
      ).join('')
    expectRight(await askAtOnce('live', send), 'live')
  })

  test('live, when GET requests are written ahead of their answers', async () => {
    expectRight(await askAtOnce('live', sendBy(new Agent({ connections: 1, pipelining: 4 }), 'GET')), 'live')
  })

  test('replayed, when GET requests are written ahead of their answers', async () => {
    expectRight(await askAtOnce('replayed', sendBy(new Agent({ connections: 1, pipelining: 4 }), 'GET')), 'replayed')
  })

  test('passed, when GET requests are written ahead of their answers', async () => {
    expectRight(await askAtOnce('passed', sendBy(new Agent({ connections: 1, pipelining: 4 }), 'GET')), 'live')
  })
})

test('a Pool of its own, made before the interception but not used, is intercepted', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const pool = new Pool(server.origin, { connections: 1 })
  onTestFinished(() => pool.destroy())
  const { requests, nextResponse } = startInterception({ ports: [server.port] })
  expect(await (await pool.request({ path: '/', method: 'GET' })).body.text()).toBe('live')
  expect(requests).toHaveLength(1)
  expect((await nextResponse()).end).toBe('complete')
})
