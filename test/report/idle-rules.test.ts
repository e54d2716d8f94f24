import { expect, test } from 'vitest'

import { warnOfIdleRules } from '../../src/report/idle-rules.ts'
import { emptyReport } from '../../src/report/test-report.ts'

const report = (keyRules: readonly string[], usedRules: readonly string[]) => ({
  ...emptyReport('strict'),
  keyRules,
  usedRules,
})

test('a rule that no test used is named once, with what to do', () => {
  const rules = ['ignore $.a', 'ignore ?b', 'normalize /c/']
  expect(warnOfIdleRules([report(rules, ['ignore $.a']), report(rules, ['normalize /c/'])])).toEqual([
    'ignore ?b matched nothing in this run: correct it, or take it out',
  ])
})
