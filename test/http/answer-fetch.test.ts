import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { getEventListeners, getMaxListeners, setMaxListeners } from 'node:events'

import { expect, onTestFinished, test, vi } from 'vitest'

import type { RecordedResponse } from '../../src/cassette/call.ts'
import type { InterceptedRequest } from '../../src/http/interceptor.ts'
import { failureOf } from './http-clients.ts'
import { serve } from './loopback-server.ts'
import { recordedPieces, recordedText } from './recorded.ts'
import { replaying, startInterception, type InterceptionSetup } from './start-interception.ts'

const AGENTS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

/**
 * Runs the same code on both ways, and returns what the requests held and how many went through the client to a socket.
 */
async function onBothWays<Result>(
  run: (origin: string) => Promise<Result>,
  answer: NonNullable<InterceptionSetup['answer']> = replaying(recordedText('replayed')),
) {
  const server = await serve(
    (incoming, outgoing) =>
      void incoming.resume().once('end', () => outgoing.end(`live ${incoming.headers['content-length']}`)),
  )
  const runOn = async (way: 'short' | 'socket') => {
    const { stop, requests } = startInterception({ ports: [server.port], way, answer })
    let sent = 0
    const count = (): void => void (sent += 1)
    subscribe('undici:client:sendHeaders', count)
    const result = await run(server.origin)
    unsubscribe('undici:client:sendHeaders', count)
    stop()
    return { result, bodies: await Promise.all(requests.map(describeRequest)), sent }
  }
  return { short: await runOn('short'), socket: await runOn('socket') }
}

async function describeRequest(request: InterceptedRequest): Promise<string> {
  const { method, url, headers } = request
  const body = await request.body().catch(() => [])
  // The boundary of a form is made anew each time.
  return `${method} ${url.href} ${String(headers['accept'])} ${String(headers['content-type'])} ${Buffer.from(body).toString()}`.replaceAll(
    /\d{6,}/g,
    '#',
  )
}

async function describe(response: Response) {
  const { status, statusText, url, redirected, type, ok } = response
  return {
    status,
    statusText,
    url,
    redirected,
    type,
    ok,
    headers: [...response.headers],
    guard: await failureOf((async () => response.headers.set('a', 'b'))()),
    text: await response.clone().text(),
  }
}

/** Whichever way a call takes where both may be taken. */
async function expectAlike(run: (origin: string) => Promise<unknown>, answer?: InterceptionSetup['answer']) {
  const { short, socket } = await onBothWays(run, answer)
  expect(short.result).toEqual(socket.result)
  expect(short.bodies).toEqual(socket.bodies)
  return { short, socket }
}

async function expectTheSame(
  run: (origin: string) => Promise<unknown>,
  answer?: InterceptionSetup['answer'],
): Promise<void> {
  const { short, socket } = await expectAlike(run, answer)
  expect(short.sent).toBe(0)
  expect(socket.sent).toBeGreaterThan(0)
}

const pathOf = (url: string): string => new URL(url).pathname

test('a response has the same url, type, headers, guard and body on both ways', async () => {
  await expectTheSame(
    async (origin) => describe(await fetch(`${origin}/a?b=c#d`, { method: 'POST', body: 'x' })),
    replaying(
      recordedText('{"a":1}', {
        status: 201,
        headers: { 'content-type': 'application/json', link: ['<a>', '<b>'], 'x-latin': 'é' },
      }),
    ),
  )
})

test('so does one without a standard status', async () => {
  await expectTheSame(
    async (origin) => describe(await fetch(origin)),
    replaying(recordedText('x', { status: 404, statusText: 'Gone fishing' })),
  )
})

test('so does one that failed with a standard status', async () => {
  await expectTheSame(
    async (origin) => describe(await fetch(origin)),
    replaying(recordedText('x', { status: 429, headers: { 'retry-after': '1' } })),
  )
})

test('so do those without a body', async () => {
  await expectTheSame(
    async (origin) => describe(await fetch(origin, { method: 'DELETE' })),
    replaying(recordedText('', { status: 204 })),
  )
  await expectTheSame(async (origin) => describe(await fetch(origin, { method: 'HEAD' })))
  await expectTheSame(async (origin) => describe(await fetch(origin)), replaying(recordedText('')))
})

test('so does a stream', async () => {
  await expectTheSame(async (origin) => describe(await fetch(origin)), replaying(recordedPieces(['one', '', 'two'])))
})

test('what a cassette was edited to that no response takes fails alike', async () => {
  await expectAlike(
    async (origin) => String((await fetch(origin)).status),
    replaying(recordedText('x', { headers: { 'x-broken': 'line\nbreak' } })),
  )
  await expectAlike(
    async (origin) => String((await fetch(origin)).status),
    replaying(recordedText('x', { headers: { 'no name': 'x' } })),
  )
})

const redirecting: InterceptionSetup['answer'] = (request) => {
  const response: RecordedResponse =
    request.url.pathname === '/to'
      ? recordedText('there')
      : recordedText('', { status: 307, headers: { location: '/to' } })
  return replaying(response)(request)
}

test('redirects are followed, each hop answered', async () => {
  await expectAlike(
    async (origin) => describe(await fetch(`${origin}/from`, { method: 'POST', body: 'again' })),
    redirecting,
  )
})

const form = (): FormData => {
  const data = new FormData()
  data.set('file', new Blob(['bytes']), 'a.txt')
  return data
}
const stream = () => new Blob(['one', 'two']).stream()

test('bodies that are at hand are read in place', async () => {
  const bodies: RequestInit['body'][] = [
    'text ü \ud800',
    new Uint8Array([104, 105]),
    new Uint8Array([1, 104, 105, 2]).subarray(1, 3),
    new Uint8Array([104]).buffer,
    new URLSearchParams({ a: 'ü' }),
    null,
  ]
  await expectTheSame(async (origin) => {
    for (const body of bodies) await (await fetch(origin, { method: 'POST', body: body ?? null })).text()
  })
})

test('bodies of every other kind reach the answer whole', async () => {
  const bodies: (() => RequestInit['body'])[] = [() => new Blob(['blob']), form, stream]
  await expectAlike(async (origin) => {
    for (const body of bodies)
      await (await fetch(origin, { method: 'POST', body: body() ?? null, duplex: 'half' })).text()
    await (await fetch(new Request(`${origin}/request`, { method: 'PUT', body: stream(), duplex: 'half' }))).text()
  })
})

test('an abort before, during and after the answer fails alike', async () => {
  const slow = replaying(
    recordedPieces(['one', 'two'], {
      latency: 30,
      chunks: [
        { size: 3, at: 0 },
        { size: 3, at: 60_000 },
      ],
    }),
    { speed: 1 },
  )
  await expectTheSame(async (origin) => {
    const early = await failureOf(fetch(origin, { signal: AbortSignal.abort() }))
    const waiting = await failureOf(fetch(origin, { signal: AbortSignal.timeout(5) }))
    const controller = new AbortController()
    const reader = (await fetch(origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort('my reason')
    const reading = await failureOf(reader?.read() ?? Promise.resolve())
    return [early, waiting, reading].map((error) => (error instanceof Error ? error.name : error))
  }, slow)
})

test('an answer that was cut fails alike', async () => {
  await expectAlike(
    async (origin) => {
      const error = await failureOf(fetch(origin).then((response) => response.text()))
      return error instanceof Error
        ? [
            error.name,
            error.message,
            error.cause instanceof Error && 'code' in error.cause ? [error.cause.name, error.cause.code] : error.cause,
          ]
        : error
    },
    replaying(recordedPieces(['one'], { end: 'cut' })),
  )
})

test('what is answered may be changed by the caller, and is answered unchanged again', async () => {
  const { short } = await onBothWays(async (origin) => {
    const first = new Uint8Array(await (await fetch(origin)).arrayBuffer())
    first.fill(0)
    for await (const piece of (await fetch(origin)).body ?? []) piece.fill(0)
    return (await fetch(origin)).text()
  })
  expect(short.result).toBe('replayed')
})

test('a request that goes live is decided once, and sent as it was', async () => {
  const { short, socket } = await onBothWays(
    async (origin) => [
      await (await fetch(origin, { method: 'POST', body: 'twelve bytes' })).text(),
      await (await fetch(origin, { method: 'POST', body: new Blob(['blob']).stream(), duplex: 'half' })).text(),
    ],
    () => ({ kind: 'capture', onCaptured() {} }),
  )
  expect(short.result).toEqual(['live 12', 'live undefined'])
  expect(short).toEqual(socket)
})

test('the headers of a request have lower-case names, however they were spelled and given', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { requests } = startInterception({
    ports: [server.port],
    way: 'short',
    answer: replaying(recordedText('replayed')),
  })
  const given: NonNullable<RequestInit['headers']>[] = [
    { Authorization: 'Bearer x', 'X-API-Key': ' y ' },
    [
      ['AUTHORIZATION', 'Bearer x'],
      ['x-api-key', 'y'],
    ],
    new Headers({ Authorization: 'Bearer x', 'X-Api-Key': 'y' }),
  ]
  for (const headers of given) await fetch(server.origin, { headers })
  expect(requests.map(({ headers }) => [headers['authorization'], headers['x-api-key']])).toEqual(
    given.map(() => ['Bearer x', 'y']),
  )
})

test('a body whose producer fails gives the same error', async () => {
  const { short, socket } = await onBothWays(async (origin) => {
    const failing = new ReadableStream({ pull: (controller) => controller.error(new Error('no more')) })
    const error = await failureOf(fetch(origin, { method: 'POST', body: failing, duplex: 'half' }))
    return String(error)
  })
  expect(short.result).toBe(socket.result)
})

/** Takes no request: its handlers differ between versions of undici. */
const refusing = {
  dispatch(): boolean {
    throw new Error('refused')
  },
}
const hasDispatch = (agent: unknown): agent is { dispatch(): boolean } =>
  typeof agent === 'object' && agent !== null && 'dispatch' in agent
const causeOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await failureOf(call)
  return error instanceof Error ? error.cause : error
}

test('a dispatcher that the caller gives is used', async () => {
  // @ts-expect-error -- the types of Node.js leave it out
  const { short } = await onBothWays((origin) => causeOf(fetch(origin, { dispatcher: refusing })))
  expect(short.result).toEqual(new Error('refused'))
})

test('an agent that the test set for all calls is used', async () => {
  const { short } = await onBothWays(async (origin) => {
    const present = AGENTS.filter((symbol) => Reflect.has(globalThis, symbol)).map(
      (symbol) => [symbol, Reflect.get(globalThis, symbol)] as const,
    )
    for (const [symbol] of present) Reflect.set(globalThis, symbol, refusing)
    const cause = await causeOf(fetch(origin))
    for (const [symbol, agent] of present) Reflect.set(globalThis, symbol, agent)
    return cause
  })
  expect(short.result).toEqual(new Error('refused'))
})

test('a listener to the requests of undici sees each', async () => {
  const watched: unknown[] = []
  const watch = (message: unknown): void => void watched.push(message)
  subscribe('undici:request:create', watch)
  const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
  unsubscribe('undici:request:create', watch)
  expect(short).toMatchObject({ result: 'replayed', sent: 1 })
  expect(watched).toHaveLength(2)
})

test('what fetch refuses is refused alike', async () => {
  await expectAlike(async (origin) => {
    const calls: (readonly [string, RequestInit])[] = [
      [origin, { body: 'x' }],
      [origin, { method: 'TRACE' }],
      [origin, { headers: { 'no name': 'x' } }],
      [origin, { headers: { name: 'line\nbreak' } }],
      [origin, { headers: { name: 'not latin 1: \u0100' } }],
      [origin, { method: 'POST', body: 'x', headers: { 'content-length': '5' } }],
      [origin.replace('//', '//user:password@'), {}],
      ['not a URL', {}],
    ]
    return Promise.all(calls.map(async ([url, init]) => String(await failureOf(fetch(url, init)))))
  })
})

test('a reader may bring its own memory, and read two copies', async () => {
  await expectTheSame(
    async (origin) => {
      const response = await fetch(origin)
      const copy = response.clone()
      const reader = copy.body?.getReader({ mode: 'byob' })
      const { value } = (await reader?.read(new Uint8Array(100))) ?? {}
      const rest = await reader?.read(new Uint8Array(100))
      return [
        Buffer.from(value ?? []).toString(),
        rest?.done,
        copy.url === response.url,
        copy.type,
        await response.text(),
      ]
    },
    replaying(recordedText('{"a":1}')),
  )
})

test('an abort reaches a body that came but was not read, and not one that was', async () => {
  await expectTheSame(async (origin) => {
    const controller = new AbortController()
    const { signal } = controller
    const [unread, read] = [await fetch(origin, { signal }), await fetch(origin, { signal })]
    const text = await read.text()
    controller.abort(null)
    return [text, String(await failureOf(unread.text()))]
  })
})

test('calls that share a signal leave no listeners, and no warning', async () => {
  const warnings: unknown[] = []
  const note = (warning: unknown): void => void warnings.push(warning)
  process.on('warning', note)
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  startInterception({ ports: [server.port], way: 'short', answer: replaying(recordedText('replayed')) })
  const { signal } = new AbortController()
  const texts = await Promise.all(
    Array.from({ length: 40 }, async () => (await fetch(server.origin, { signal })).text()),
  )
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  expect(new Set(texts)).toEqual(new Set(['replayed']))
  expect(warnings).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('the path of a URL, its query and its host come as they were written', async () => {
  const { short, socket } = await onBothWays(async (origin) =>
    pathOf((await fetch(`${origin}/a%20b/../ü?q=1&q=%2f`)).url),
  )
  expect(short.result).toBe(socket.result)
  expect(short.bodies).toEqual(socket.bodies)
})

const onlyOnce = () => new Map([['accept', 'text/once']]).entries()

test('headers that can be read once only are read by fetch', async () => {
  // @ts-expect-error -- the types of Node.js leave it out
  await expectAlike((origin) => fetch(origin, { headers: onlyOnce() }).then((response) => response.status))
})

test('headers by symbols are refused alike', async () => {
  await expectAlike(async (origin) => {
    const given: Record<string, string>[] = [
      { [Symbol('name')]: 'value' },
      Object.defineProperty({ name: 'value' }, Symbol.iterator, { value: undefined, enumerable: true }),
    ]
    return Promise.all(given.map(async (headers) => failureOf(fetch(origin, { headers }))))
  })
})

test('what throws when it is read rejects alike, and never throws', async () => {
  const detached = new Uint8Array(4)
  structuredClone(detached, { transfer: [detached.buffer] })
  await expectAlike(async (origin) => {
    const inits: RequestInit[] = [
      { method: 'POST', body: detached },
      { method: 'POST', body: detached.buffer },
      {
        get body(): never {
          throw new Error('no body')
        },
      },
      { signal: Object.create(AbortSignal.prototype) },
    ]
    const calls = inits.map((init) => fetch(origin, init))
    return (await Promise.allSettled(calls)).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : outcome.value.status,
    )
  })
})

test('an empty fragment is left out of the URL', async () => {
  await expectTheSame(async (origin) => describe(await fetch(`${origin}/path#`)))
})

test('a redirect to nowhere is refused where the caller wants none', async () => {
  await expectAlike(
    async (origin) => String(await causeOf(fetch(origin, { redirect: 'error' }))),
    replaying(recordedText('moved', { status: 301 })),
  )
})

test('a status that no Response takes fails alike', async () => {
  await expectAlike(async (origin) => (await fetch(origin)).status, replaying(recordedText('odd', { status: 700 })))
})

test('framing headers in an edited cassette are not part of the answer', async () => {
  await expectAlike(
    async (origin) => describe(await fetch(origin)),
    replaying(recordedText('whole', { headers: { 'Content-Length': '3' } })),
  )
})

test('what cannot be changed throws as it does without rewind', async () => {
  await expectTheSame(async (origin) => {
    const { headers } = await fetch(origin)
    const changes: (() => unknown)[] = [
      () => headers.set('no name', 'x'),
      () => headers.append('x', 'line\nbreak'),
      () => headers.delete('x'),
      // @ts-expect-error -- not for a caller with types
      () => headers.append('x'),
    ]
    return [
      headers.append.name,
      (await fetch(origin)).clone.name,
      await Promise.all(changes.map(async (change) => failureOf((async () => change())()))),
    ]
  })
})

test('the limit of listeners that a caller set on its signal stays', async () => {
  await expectTheSame(async (origin) => {
    const { signal } = new AbortController()
    setMaxListeners(3, signal)
    await (await fetch(origin, { signal })).text()
    return getMaxListeners(signal)
  })
})

test('an abort is reported in the same turn of the event loop', async () => {
  const { short } = await onBothWays(async (origin) => {
    const controller = new AbortController()
    const events: string[] = []
    const call = fetch(origin, { signal: controller.signal }).catch(() => events.push('rejected'))
    controller.abort()
    await new Promise((resolve) => process.nextTick(resolve))
    events.push('later')
    await call
    return events
  })
  expect(short.result).toEqual(['rejected', 'later'])
})

test('a listener to only the answers of undici gets each', async () => {
  const watch = vi.fn()
  for (const channel of ['undici:request:headers', 'undici:request:trailers', 'undici:request:bodySent']) {
    subscribe(channel, watch)
    const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
    unsubscribe(channel, watch)
    expect(short.sent, channel).toBe(1)
  }
})

test('an agent whose dispatch the test spies on is used', async () => {
  const { short } = await onBothWays(async (origin) => {
    // Makes sure that there is an agent.
    await (await fetch(new Request(origin))).text()
    const spies = AGENTS.map((symbol): unknown => Reflect.get(globalThis, symbol))
      .filter(hasDispatch)
      .map((agent) => vi.spyOn(agent, 'dispatch'))
    await (await fetch(origin)).text()
    const calls = spies.map((spy) => spy.mock.calls.length)
    for (const spy of spies) spy.mockRestore()
    return Math.max(...calls)
  })
  expect(short.result).toBe(1)
})

test('a fetch that leads to a copy of undici is still called', async () => {
  const native = globalThis.fetch
  onTestFinished(() => void (globalThis.fetch = native))
  const asked: unknown[] = []
  const undici = { fetch: native }
  globalThis.fetch = (input, init) => {
    asked.push(input)
    return undici.fetch(input, init)
  }
  const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
  expect(short).toMatchObject({ result: 'replayed', sent: 1 })
  expect(asked).toHaveLength(2)
})
