import { expect, test } from 'vitest'

import type { RecordedResponse } from '../../../src/cassette/call.ts'
import { failureOf } from '../http-clients.ts'
import { replaying, type InterceptionSetup } from '../start-interception.ts'
import { onBothWays, describeResponse, expectAlike, expectTheSame, causeOf } from '../websocket/both-ways.ts'
import { recordedPieces, recordedText } from '../wire/recorded.ts'

test('a response has the same url, type, headers, guard and body on both ways', async () => {
  await expectTheSame(
    async (origin) => describeResponse(await fetch(`${origin}/a?b=c#d`, { method: 'POST', body: 'x' })),
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
    async (origin) => describeResponse(await fetch(origin)),
    replaying(recordedText('x', { status: 404, statusText: 'Gone fishing' })),
  )
})

test('so does one that failed with a standard status', async () => {
  await expectTheSame(
    async (origin) => describeResponse(await fetch(origin)),
    replaying(recordedText('x', { status: 429, headers: { 'retry-after': '1' } })),
  )
})

test('so do those without a body', async () => {
  await expectTheSame(
    async (origin) => describeResponse(await fetch(origin, { method: 'DELETE' })),
    replaying(recordedText('', { status: 204 })),
  )
  await expectTheSame(async (origin) => describeResponse(await fetch(origin, { method: 'HEAD' })))
  await expectTheSame(async (origin) => describeResponse(await fetch(origin)), replaying(recordedText('')))
})

test('so does a stream', async () => {
  await expectTheSame(
    async (origin) => describeResponse(await fetch(origin)),
    replaying(recordedPieces(['one', '', 'two'])),
  )
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
    async (origin) => describeResponse(await fetch(`${origin}/from`, { method: 'POST', body: 'again' })),
    redirecting,
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
    async (origin) => describeResponse(await fetch(origin)),
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
