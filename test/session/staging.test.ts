import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import type { CassetteEntry } from '../../src/cassette/cassette.ts'
import { callsToWrite, type RequestResult } from '../../src/session/write/staging.ts'
import { callNamed, cassetteOf } from '../helpers/sample-calls.ts'

const [A, B, C] = [callNamed('a'), callNamed('b'), callNamed('c')] as const
const recorded = (call: Call): RequestResult => ({ kind: 'recorded', call })
const replayed = (entry: CassetteEntry | undefined): RequestResult =>
  entry === undefined ? { kind: 'none' } : { kind: 'replayed', entry }
const unread = (): never => {
  throw new Error('must not be read')
}
const NONE: RequestResult = { kind: 'none' }

describe('after a run that passed, a cassette holds', () => {
  test('exactly the calls of the run, in the order they were made', () => {
    const old = cassetteOf([A, B]).entries
    const results = [recorded(C), replayed(old[1]), NONE]
    expect(callsToWrite({ mode: 'replay', outcome: 'passed', results, old: () => old })).toEqual([C, B])
  })

  test('no calls when a run in record made none', () => {
    expect(
      callsToWrite({ mode: 'record', outcome: 'passed', results: [NONE], old: () => cassetteOf([A]).entries }),
    ).toEqual([])
  })

  test('what it held, where all was replayed', () => {
    const old = cassetteOf([A, B]).entries
    expect(
      callsToWrite({ mode: 'replay', outcome: 'passed', results: [replayed(old[0])], old: () => old }),
    ).toBeUndefined()
  })
})

describe('after a run that failed, a cassette holds', () => {
  test('the calls of the run, then the old ones', () => {
    const old = cassetteOf([A, B]).entries
    const results = [replayed(old[0]), recorded(C)]
    expect(callsToWrite({ mode: 'replay', outcome: 'failed', results, old: () => old })).toEqual([A, C, B])
  })

  test('the new call only, for a key that was recorded anew', () => {
    const again: Call = { ...A, recordedAt: '2026-02-02T00:00:00.000Z' }
    expect(
      callsToWrite({
        mode: 'record',
        outcome: 'failed',
        results: [recorded(again)],
        old: () => cassetteOf([A, B]).entries,
      }),
    ).toEqual([again, B])
  })

  test('a replayed call beside a new one of the same key', () => {
    const old = cassetteOf([A, { ...A, recordedAt: 'second' }]).entries
    const again: Call = { ...A, recordedAt: 'third' }
    const results = [replayed(old[0]), recorded(again)]
    expect(
      callsToWrite({ mode: 'replay', outcome: 'failed', results, old: () => old })?.map((call) => call.recordedAt),
    ).toEqual([A.recordedAt, 'third'])
  })

  test('what it held, where nothing was recorded', () => {
    expect(
      callsToWrite({ mode: 'record', outcome: 'failed', results: [NONE], old: () => cassetteOf([A]).entries }),
    ).toBeUndefined()
  })

  test('the same answer as often as it was given', () => {
    const old = cassetteOf([A]).entries
    const results = [replayed(old[0]), replayed(old[0]), recorded(B)]
    expect(callsToWrite({ mode: 'replay', outcome: 'failed', results, old: () => old })).toEqual([A, A, B])
  })
})

test('the old calls are not even looked at when the cassette is replaced', () => {
  expect(callsToWrite({ mode: 'record', outcome: 'passed', results: [recorded(A)], old: unread })).toEqual([A])
  expect(callsToWrite({ mode: 'strict', outcome: 'passed', results: [], old: unread })).toBeUndefined()
})
