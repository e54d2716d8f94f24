import { expect, test } from 'vitest'

import { RewindReplayDivergenceError } from '../../src/errors.ts'
import { resolveOptions } from '../../src/options/resolve-options.ts'
import { createLedger, type Ledger } from '../../src/session/ledger.ts'

const OPTIONS = resolveOptions([], { variables: {}, isCI: false, isUpdate: false })
const usageOf = (input: number) => ({ provider: 'openai', model: 'gpt-4o-mini', input })

function divergenceNear(nearest: number): RewindReplayDivergenceError {
  return new RewindReplayDivergenceError({
    summary: 'POST https://api.openai.com/v1/chat/completions has no recorded answer',
    details: [],
    remedy: 'npx rewind update',
    reason: 'changed',
    test: 'a',
    cassette: 'cassettes/a.yaml',
    call: 1,
    incomingKey: 'key',
    nearest,
    differences: [],
  })
}

function inputsOf(ledger: Ledger): readonly (readonly (number | undefined)[])[] {
  const { divergences } = ledger.take(OPTIONS)
  return divergences.map(({ usages = [] }) => usages.map(({ input }) => input))
}

test('the calls that a failed agent did not get to count with the request that diverged', () => {
  const ledger = createLedger()
  ledger.noteDiverged(divergenceNear(2), { usage: usageOf(20) })
  ledger.noteLeft([2, 3, 4].map((number) => ({ number, usage: usageOf(number * 10) })))
  expect(inputsOf(ledger)).toEqual([[20, 30, 40]])
})

test('requests that diverged side by side are counted once each', () => {
  const ledger = createLedger()
  for (const number of [3, 1, 2]) ledger.noteDiverged(divergenceNear(number), { usage: usageOf(number * 10) })
  ledger.noteLeft([1, 2, 3].map((number) => ({ number, usage: usageOf(number * 10) })))
  expect(inputsOf(ledger)).toEqual([[30], [10], [20]])
})

test('the body of a request that diverged is kept as text, unless it is none', () => {
  const ledger = createLedger()
  ledger.noteDiverged(divergenceNear(1), { body: Buffer.from('{"model":"a"}') })
  ledger.noteDiverged(divergenceNear(1), { body: Uint8Array.of(0xff, 0xfe) })
  ledger.noteDiverged(divergenceNear(1), { body: Buffer.alloc(200_001, 'a') })
  const { divergences } = ledger.take(OPTIONS)
  expect(divergences.map(({ received }) => received)).toEqual(['{"model":"a"}', undefined, undefined])
})
