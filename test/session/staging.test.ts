import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import type { CassetteEntry } from '../../src/cassette/cassette.ts'
import { callsToWrite, type RequestResult } from '../../src/session/write/staging.ts'
import { callNamed, cassetteOf } from '../helpers/samples/sample-calls.ts'

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
    expect(callsToWrite({ mode: 'update', outcome: 'passed', results, unplayed: () => 1 })).toEqual([C, B])
  })

  test('no calls when a run in record made none', () => {
    expect(callsToWrite({ mode: 'record', outcome: 'passed', results: [NONE], unplayed: () => 1 })).toEqual([])
  })

  test('what it held, where all was replayed', () => {
    const old = cassetteOf([A, B]).entries
    const results = [replayed(old[0]), replayed(old[1])]
    expect(callsToWrite({ mode: 'update', outcome: 'passed', results, unplayed: () => 0 })).toBeUndefined()
  })

  test('what it held, where replay left some of it out', () => {
    const old = cassetteOf([A, B]).entries
    expect(
      callsToWrite({ mode: 'replay', outcome: 'passed', results: [replayed(old[0])], unplayed: () => 1 }),
    ).toBeUndefined()
  })

  test('only what was replayed, where update left some of it out', () => {
    const old = cassetteOf([A, B]).entries
    expect(callsToWrite({ mode: 'update', outcome: 'passed', results: [replayed(old[0])], unplayed: () => 1 })).toEqual(
      [A],
    )
  })

  test('the same answer as often as it was given', () => {
    const old = cassetteOf([A]).entries
    const results = [replayed(old[0]), replayed(old[0]), recorded(B)]
    expect(callsToWrite({ mode: 'update', outcome: 'passed', results, unplayed: () => 0 })).toEqual([A, A, B])
  })
})

test('after a run that failed or was skipped, a cassette stays as it was, and is not even looked at', () => {
  for (const outcome of ['failed', 'skipped'] as const)
    expect(callsToWrite({ mode: 'record', outcome, results: [recorded(A)], unplayed: unread })).toBeUndefined()
})
