import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import type { CallOutcome } from '../../src/report/test-report.ts'
import { quoteWord } from '../../src/text/quote-word.ts'
import { describeRun, describeTestRun } from '../../src/view/describe-run.ts'
import { call, samplePrice, testReport, uncountedCall } from '../report/samples.ts'

const totalsOf = (...calls: readonly CallOutcome[]) => describeRun(addUp([testReport({ calls })], samplePrice))

test('calls whose cost is not known are counted beside what was saved and spent', () => {
  expect(totalsOf(call({}), call({}))).toMatchObject({ unknown: { saved: 0, spent: 0 } })
  expect(totalsOf(call({}), uncountedCall({}), call({ model: 'without a price' }))).toMatchObject({
    usd: { saved: expect.closeTo(0.11, 10) },
    unknown: { saved: 2, spent: 0 },
  })
  expect(totalsOf(uncountedCall({ kind: 'recorded' }))).toMatchObject({ unknown: { saved: 0, spent: 1 } })
})

test('the command of a test file with an odd name can be pasted', () => {
  const odd = { name: 'greets', file: 'test/$a (copy).test.ts', cassette: 'cassettes/a.yaml' }
  const { byTest } = addUp([testReport({ test: odd, unused: 1, unusedCalls: [1] })], samplePrice)
  expect(byTest.map((report) => describeTestRun(report).run?.update)).toEqual([
    `npx rewind update ${quoteWord('test/$a (copy).test.ts')}`,
  ])
  expect(quoteWord('test/$a (copy).test.ts')).toMatch(/^'.*'$/)
})
