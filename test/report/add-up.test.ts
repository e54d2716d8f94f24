import { describe, expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { call, samplePrice, shortCallPrice, testReport, uncountedCall } from './samples.ts'

describe('addUp', () => {
  test('adds tokens, dollars and time of replayed calls, by model', () => {
    const report = addUp(
      [
        testReport({ calls: [call({ counts: { cachedInput: 40, reasoning: 5 } }), call({ model: 'priced-b' })] }),
        testReport({ calls: [call({ counts: { cachedInput: 2 } })] }),
        testReport({}),
      ],
      samplePrice,
    )

    expect(report).toMatchObject({
      version: 1,
      mode: 'strict',
      tests: 2,
      calls: { replayed: 3, recorded: 0, live: 0, diverged: 0, unused: 0 },
      tokens: { input: 300, output: 30, cachedInput: 42, reasoning: 5 },
      ms: { saved: 3000 },
      models: [
        { provider: 'openai', model: 'priced-a', calls: 2, input: 200, output: 20, cachedInput: 42, reasoning: 5 },
        { provider: 'openai', model: 'priced-b', calls: 1, input: 100, output: 10, cachedInput: 0, reasoning: 0 },
      ],
    })
    expect(report.usd.saved).toBeCloseTo(0.33, 10)
    expect(report.usd.spent).toBe(0)
  })

  test('counts recorded and live calls as spent, not as saved', () => {
    const report = addUp(
      [testReport({ mode: 'replay', calls: [call({ kind: 'recorded' }), call({ kind: 'live' })] })],
      samplePrice,
    )

    expect(report.calls).toMatchObject({ replayed: 0, recorded: 1, live: 1 })
    expect(report.usd.saved).toBe(0)
    expect(report.usd.spent).toBeCloseTo(0.22, 10)
    expect(report.tokens.input).toBe(0)
    expect(report.models).toEqual([])
  })

  test('prices call by call, because a price can depend on the size of one', () => {
    const tiered = addUp([testReport({ calls: [call({}), call({})] })], ({ input = 0 }) => (input > 150 ? 1000 : 1))

    expect(tiered.usd.saved).toBe(2)
  })

  test('counts calls without tokens and calls without a price, and never takes them as zero', () => {
    const report = addUp(
      [
        testReport({
          calls: [
            uncountedCall({}),
            uncountedCall({ kind: 'live' }),
            call({ model: 'x' }),
            call({ kind: 'recorded', model: 'x' }),
          ],
        }),
      ],
      samplePrice,
    )

    expect(report.unknownUsage).toBe(2)
    expect(report.unpriced).toBe(2)
    expect(report.spentUnknown).toBe(2)
    expect(report.models).toMatchObject([{ model: 'x', calls: 1, usd: null }])
  })

  test('says how many calls of a model have no price, and what the others cost', () => {
    const report = addUp(
      [
        testReport({
          calls: [
            call({ model: 'x' }),
            call({ model: 'x', counts: { input: 2000 } }),
            call({ model: 'y', counts: { input: 0 } }),
            call({ model: 'y', counts: { input: 2000 } }),
          ],
        }),
      ],
      shortCallPrice,
    )

    expect(report.models).toMatchObject([
      { model: 'x', calls: 2, usd: 1, unpriced: 1 },
      { model: 'y', calls: 2, usd: null, unpriced: 1 },
    ])
  })

  test('misses no tokens of calls that are not metered', () => {
    expect(addUp([testReport({ calls: [uncountedCall({ unmetered: true })] })], samplePrice).unknownUsage).toBe(0)
  })

  test('names the mode that all tests share, or says that there is none', () => {
    expect(addUp([testReport({}), testReport({ mode: 'record' })], samplePrice).mode).toBe('mixed')
    expect(addUp([testReport({ mode: 'off' })], samplePrice).mode).toBe('off')
    expect(addUp([], samplePrice).mode).toBe('none')
  })

  test('counts a test whose only request diverged', () => {
    const report = addUp([testReport({ diverged: 1, unused: 2, stale: 1 })], samplePrice)

    expect(report).toMatchObject({ tests: 1, calls: { diverged: 1, unused: 2 }, stale: 1 })
  })

  test('gathers responses that were not kept by host and cause', () => {
    const rejected = { host: 'api.openai.com', cause: '401: is OPENAI_API_KEY set?' }
    const report = addUp(
      [testReport({ notRecorded: [rejected, { ...rejected, cause: '500' }] }), testReport({ notRecorded: [rejected] })],
      samplePrice,
    )

    expect(report.notRecorded).toBe(3)
    expect(report.notRecordedCauses).toEqual([
      { ...rejected, calls: 2 },
      { host: 'api.openai.com', cause: '500', calls: 1 },
    ])
  })

  test('takes the cost of a response that was not looked at for unknown, and no tokens for missing', () => {
    const report = addUp(
      [testReport({ calls: [{ kind: 'live', provider: 'openai', unread: true, ms: 0 }] })],
      samplePrice,
    )

    expect(report).toMatchObject({ calls: { live: 1 }, spentUnknown: 1, unknownUsage: 0 })
  })

  test('names each unmatched host and each warning once', () => {
    const report = addUp(
      [
        testReport({ unmatchedHosts: ['b', 'a'], warnings: ['w'] }),
        testReport({ unmatchedHosts: ['a'], warnings: ['w'] }),
      ],
      samplePrice,
    )

    expect(report.unmatchedHosts).toEqual(['a', 'b'])
    expect(report.warnings).toEqual(['w'])
  })

  test('gives the same report in any order of tests', () => {
    const tests = [
      testReport({ calls: [call({ model: 'b' })] }),
      testReport({ calls: [call({ model: 'a', counts: { provider: 'groq' } })] }),
      testReport({ mode: 'off' }),
    ]

    expect(addUp(tests.toReversed(), samplePrice)).toEqual(addUp(tests, samplePrice))
  })

  test('is plain JSON data', () => {
    const report = addUp([testReport({ calls: [call({}), uncountedCall({})] })], samplePrice)

    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})
