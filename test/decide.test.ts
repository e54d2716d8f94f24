import { expect, test } from 'vitest'

import { decide, decideWrite, judgesUnused, type Mode, type Outcome } from '../src/decide.ts'

const MODES = ['replay', 'strict', 'record', 'off'] as const satisfies readonly Mode[]

test('a call that is on the cassette is replayed, unless everything is recorded anew or nothing is looked at', () => {
  expect(MODES.map((mode) => decide(mode, 'hit'))).toEqual([{ kind: 'replay', hit: 'hit' }, { kind: 'replay', hit: 'hit' }, { kind: 'record' }, { kind: 'pass' }])
})

test('a call that is not on the cassette is recorded, fails in strict, and passes in off', () => {
  expect(MODES.map((mode) => decide(mode, undefined).kind)).toEqual(['record', 'fail', 'record', 'pass'])
})

test('strict and off never write, whatever happened', () => {
  for (const outcome of ['passed', 'failed', 'skipped'] as const) {
    expect(decideWrite('strict', { outcome, recorded: 3 })).toBe('keep')
    expect(decideWrite('off', { outcome, recorded: 3 })).toBe('keep')
  }
})

test('replay writes only when something was recorded: all of the run if it passed, else beside the old calls', () => {
  const write = (outcome: Outcome, recorded: number) => decideWrite('replay', { outcome, recorded })
  expect([write('passed', 0), write('failed', 0), write('skipped', 0)]).toEqual(['keep', 'keep', 'keep'])
  expect([write('passed', 1), write('failed', 1), write('skipped', 1)]).toEqual(['replace', 'merge', 'merge'])
})

test('record always writes what a passed run made, and loses nothing of a failed one', () => {
  const write = (outcome: Outcome, recorded: number) => decideWrite('record', { outcome, recorded })
  expect([write('passed', 0), write('passed', 2)]).toEqual(['replace', 'replace'])
  expect([write('failed', 0), write('failed', 2), write('skipped', 0), write('skipped', 2)]).toEqual(['keep', 'merge', 'keep', 'merge'])
})

test('calls that were not made are held against a test that passed in strict, and no other', () => {
  expect(MODES.map((mode) => judgesUnused(mode, 'passed'))).toEqual([false, true, false, false])
  expect([judgesUnused('strict', 'failed'), judgesUnused('strict', 'skipped')]).toEqual([false, false])
})
