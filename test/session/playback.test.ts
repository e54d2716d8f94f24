import { describe, expect, test, vi } from 'vitest'

import type { RecordedRequest } from '../../src/cassette/call.ts'
import { startPlayback } from '../../src/session/playback.ts'
import { callNamed, cassetteOf, entryOf } from '../helpers/samples/sample-calls.ts'

const A = callNamed('a')
const B = callNamed('b')
const unkeyed = (): string => 'no key'
const byPrompt = (request: RecordedRequest): string => `computed ${Buffer.from(request.body).toString()}`

test('the same key is answered in recorded order', () => {
  const playback = startPlayback(cassetteOf([A, B, A]), { keyOf: unkeyed })
  const numbers: (number | undefined)[] = []
  for (let round = 0; round < 3; round += 1) {
    const entry = playback.find(A.key, 'error')
    numbers.push(entry?.number)
    if (entry !== undefined) playback.take(entry)
  }
  expect(numbers).toEqual([1, 3, undefined])
})

test('different keys are answered in any order', () => {
  const playback = startPlayback(cassetteOf([A, B]), { keyOf: unkeyed })
  expect([playback.find(B.key, 'error')?.number, playback.find(A.key, 'error')?.number]).toEqual([2, 1])
})

test('a call stays unplayed until it is taken', () => {
  const playback = startPlayback(cassetteOf([A, B]), { keyOf: unkeyed })
  const entry = playback.find(A.key, 'error')
  expect(playback.unplayed().map(({ number }) => number)).toEqual([1, 2])
  if (entry !== undefined) playback.take(entry)
  expect(playback.unplayed().map(({ number }) => number)).toEqual([2])
})

test('the last answer is given again where repeats are allowed, once the recorded ones are used up', () => {
  const playback = startPlayback(cassetteOf([A, A]), { keyOf: unkeyed })
  for (const entry of playback.entries()) playback.take(entry)
  expect(playback.find(A.key, 'last')?.number).toBe(2)
  expect(playback.find(A.key, 'error')).toBeUndefined()
})

test('nothing is found where there is no cassette', () => {
  const playback = startPlayback(undefined, { keyOf: unkeyed })
  expect([playback.size, playback.find(A.key, 'last'), playback.unplayed(), playback.entries()]).toEqual([
    0,
    undefined,
    [],
    [],
  ])
})

describe('when a key is not found, keys are computed anew', () => {
  test('so that changed rules find their answers', () => {
    const playback = startPlayback(cassetteOf([A, B]), { keyOf: byPrompt })
    expect(playback.find('computed {"model":"m","prompt":"b"}', 'error')?.number).toBe(2)
  })

  test('once, and only when they are needed', () => {
    const keyOf = vi.fn<(request: RecordedRequest) => string>(byPrompt)
    const playback = startPlayback(cassetteOf([A, B]), { keyOf })
    playback.find(A.key, 'error')
    expect(keyOf).not.toHaveBeenCalled()
    playback.find('unknown', 'error')
    playback.find('unknown too', 'error')
    expect(keyOf).toHaveBeenCalledTimes(2)
  })

  test('and no stored key is believed that was computed under other rules', () => {
    const { entries } = cassetteOf([A])
    const cassette = { header: { rewind: 2, test: 'a test', rules: 'old rules' }, entries }
    expect(startPlayback(cassette, { keyOf: byPrompt, fingerprint: 'new rules' }).find(A.key, 'error')).toBeUndefined()
    expect(startPlayback(cassette, { keyOf: byPrompt }).find(A.key, 'last')).toBeUndefined()
    expect(
      startPlayback(cassette, { keyOf: byPrompt }).find('computed {"model":"m","prompt":"a"}', 'error')?.number,
    ).toBe(1)
    expect(startPlayback(cassette, { keyOf: byPrompt, fingerprint: 'old rules' }).find(A.key, 'error')?.number).toBe(1)
  })

  test('and a stored key is not believed whose request was edited', () => {
    const cassette = { ...cassetteOf([A]), entries: [entryOf(A, 1, true)] }
    const playback = startPlayback(cassette, { keyOf: byPrompt })
    expect(playback.find(A.key, 'error')).toBeUndefined()
    expect(playback.find(A.key, 'last')).toBeUndefined()
    expect(playback.find('computed {"model":"m","prompt":"a"}', 'error')?.number).toBe(1)
  })

  test('and a call is not given twice by both its keys', () => {
    const playback = startPlayback(cassetteOf([A]), { keyOf: byPrompt })
    const entry = playback.find(A.key, 'error')
    if (entry !== undefined) playback.take(entry)
    expect(playback.find('computed {"model":"m","prompt":"a"}', 'error')).toBeUndefined()
  })

  test('also for a repeat of the last answer, once all are used up', () => {
    const playback = startPlayback(cassetteOf([A]), { keyOf: byPrompt })
    const key = 'computed {"model":"m","prompt":"a"}'
    const entry = playback.find(key, 'last')
    if (entry !== undefined) playback.take(entry)
    expect(playback.find(key, 'last')?.number).toBe(1)
  })

  test('before a stored key gives its last answer again', () => {
    const edited = callNamed('edited', { key: A.key })
    const playback = startPlayback(cassetteOf([A, { ...edited, key: 'stale' }]), {
      keyOf: (request) => (request === edited.request ? A.key : 'other'),
    })
    const first = playback.find(A.key, 'last')
    if (first !== undefined) playback.take(first)
    expect(playback.find(A.key, 'last')?.number).toBe(2)
  })
})
