import { expect, test } from 'vitest'

import { decide, decideWrite, checksUnplayedCalls, type Mode, type Outcome } from '../src/decide.ts'

function writeOf(mode: Mode, outcome: Outcome, recorded: number) {
  return decideWrite(mode, { outcome, recorded })
}

const MODES = ['replay', 'update', 'record', 'strict', 'off'] as const satisfies readonly Mode[]

test('a call that is on the cassette is replayed, unless everything is recorded anew or nothing is looked at', () => {
  expect(MODES.map((mode) => decide(mode, 'hit'))).toEqual([
    { kind: 'replay', hit: 'hit' },
    { kind: 'replay', hit: 'hit' },
    { kind: 'record' },
    { kind: 'replay', hit: 'hit' },
    { kind: 'pass' },
  ])
})

test('a call that is not on the cassette is recorded, fails in strict, and passes in off', () => {
  expect(MODES.map((mode) => decide(mode, undefined).kind)).toEqual(['record', 'record', 'record', 'fail', 'pass'])
})

test('strict and off never write, whatever happened', () => {
  for (const outcome of ['passed', 'failed', 'skipped'] as const) {
    expect(decideWrite('strict', { outcome, recorded: 3 })).toBe('keep')
    expect(decideWrite('off', { outcome, recorded: 3 })).toBe('keep')
  }
})

test('replay writes only when something was recorded: all of the run if it passed, else beside the old calls', () => {
  expect([writeOf('replay', 'passed', 0), writeOf('replay', 'failed', 0), writeOf('replay', 'skipped', 0)]).toEqual([
    'keep',
    'keep',
    'keep',
  ])
  expect([writeOf('replay', 'passed', 1), writeOf('replay', 'failed', 1), writeOf('replay', 'skipped', 1)]).toEqual([
    'replace',
    'merge',
    'merge',
  ])
})

test('record always writes what a passed run made, and loses nothing of a failed one', () => {
  expect([writeOf('record', 'passed', 0), writeOf('record', 'passed', 2)]).toEqual(['replace', 'replace'])
  expect([
    writeOf('record', 'failed', 0),
    writeOf('record', 'failed', 2),
    writeOf('record', 'skipped', 0),
    writeOf('record', 'skipped', 2),
  ]).toEqual(['keep', 'merge', 'keep', 'merge'])
})

test('calls that were not made are held against a test that passed in strict, and no other', () => {
  expect(MODES.map((mode) => checksUnplayedCalls(mode, 'passed'))).toEqual([false, false, false, true, false])
  expect([checksUnplayedCalls('strict', 'failed'), checksUnplayedCalls('strict', 'skipped')]).toEqual([false, false])
})
