import { expect, test } from 'vitest'

import { failureOf } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { onBothWays, describeResponse, expectAlike, expectTheSame, form, stream } from '../websocket/both-ways.ts'
import { recordedText } from '../wire/recorded.ts'

const pathOf = (url: string): string => new URL(url).pathname

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
  await expectTheSame(async (origin) => describeResponse(await fetch(`${origin}/path#`)))
})
