import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import type { CallOutcome } from '../../src/report/test-report.ts'
import { describeRun } from '../../src/view/describe-run.ts'
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
