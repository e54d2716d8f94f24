import { expect, test } from 'vitest'

import { decide, decideWrite, divergenceSurvivesRetry, judgeUnplayed, type Mode } from '../src/decide.ts'

const MODES = ['replay', 'update', 'record', 'strict', 'off'] as const satisfies readonly Mode[]

test('a call that is on the cassette is replayed, unless everything is recorded anew or nothing is looked at', () => {
  expect(MODES.map((mode) => decide(mode, { kind: 'call', call: 'hit' }))).toEqual([
    { kind: 'replay', call: 'hit' },
    { kind: 'replay', call: 'hit' },
    { kind: 'record' },
    { kind: 'replay', call: 'hit' },
    { kind: 'pass' },
  ])
})

test('a test without a cassette is recorded, fails in strict, and passes in off', () => {
  expect(MODES.map((mode) => decide(mode, { kind: 'no-cassette' }).kind)).toEqual([
    'record',
    'record',
    'record',
    'fail',
    'pass',
  ])
})

test('a request that an existing cassette does not hold fails in replay as in strict, and is recorded in update', () => {
  expect(MODES.map((mode) => decide(mode, { kind: 'no-call' }).kind)).toEqual([
    'fail',
    'record',
    'record',
    'fail',
    'pass',
  ])
})

test('a cassette is left alone unless its test passed', () => {
  for (const outcome of ['failed', 'skipped'] as const) {
    expect(MODES.map((mode) => decideWrite(mode, { outcome, recorded: 3, unplayed: 1 }))).toEqual(
      MODES.map(() => 'keep'),
    )
  }
})

test('a passed run that recorded something is written, except in strict and off', () => {
  const attempt = { outcome: 'passed', recorded: 1, unplayed: 0 } as const
  expect(MODES.map((mode) => decideWrite(mode, attempt))).toEqual(['replace', 'replace', 'replace', 'keep', 'keep'])
})

test('calls that a passed run did not make leave the cassette in update and record only', () => {
  const attempt = { outcome: 'passed', recorded: 0, unplayed: 1 } as const
  expect(MODES.map((mode) => decideWrite(mode, attempt))).toEqual(['keep', 'replace', 'replace', 'keep', 'keep'])
})

test('a passed run that played everything changes nothing, except in record', () => {
  const attempt = { outcome: 'passed', recorded: 0, unplayed: 0 } as const
  expect(MODES.map((mode) => decideWrite(mode, attempt))).toEqual(['keep', 'keep', 'replace', 'keep', 'keep'])
})

test('calls that were not made fail a test that passed in strict, and are counted in replay', () => {
  expect(MODES.map((mode) => judgeUnplayed(mode, 'passed'))).toEqual(['note', 'ignore', 'ignore', 'fail', 'ignore'])
  expect([judgeUnplayed('strict', 'failed'), judgeUnplayed('replay', 'skipped')]).toEqual(['ignore', 'ignore'])
})

test('a divergence outlives the retry wherever calls are replayed', () => {
  expect(MODES.filter(divergenceSurvivesRetry)).toEqual(['replay', 'update', 'strict'])
})
