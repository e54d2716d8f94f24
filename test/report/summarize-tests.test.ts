import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { renderTerminal } from '../../src/report/render/render-terminal.ts'
import type { TestReport } from '../../src/report/test-report.ts'
import { call, samplePrice, testReport } from './samples.ts'

function render(reports: readonly Partial<TestReport>[], width = 80): string {
  return renderTerminal(addUp(reports.map(testReport), samplePrice), { width, style: (_format, text) => text })
}

const NO_CALLS = addUp([], samplePrice).calls

const named = (name: string): Pick<TestReport, 'test'> => ({
  test: { name, file: 'test/a.test.ts', cassette: `cassettes/test/a.test.ts/${name}.yaml` },
})

const changedModel = (name: string): Partial<TestReport> => ({
  ...named(name),
  diverged: 1,
  divergences: [
    {
      reason: 'changed',
      differences: [{ path: '$.model', recorded: 'gpt-4o-mini', received: 'gpt-4.1-mini' }],
      remedy: `npx rewind update test/a.test.ts -t "${name}"`,
      message: 'POST …',
      usages: [{ provider: 'openai', model: 'priced-a', input: 100, output: 10 }],
    },
  ],
})

const changedPrompt = (name: string, received: string): Partial<TestReport> => ({
  ...changedModel(name),
  divergences: [
    {
      reason: 'changed',
      differences: [{ path: '$.messages[0].content', recorded: `Answer ${name} in three sentences.`, received }],
      remedy: `npx rewind update test/a.test.ts -t "${name}"`,
      message: 'POST …',
    },
  ],
})

test('tests that recorded calls are named, with the reason and the cost', () => {
  const plans = {
    ...named('agent › plans a trip'),
    reason: 'new',
    calls: [call({ kind: 'recorded' }), call({ kind: 'recorded' })],
  }
  const greets = { ...named('greets Ann'), reason: '$.messages[0].content', calls: [call({ kind: 'recorded' })] }
  expect(render([plans, greets])).toContain(
    [
      '   recorded   agent › plans a trip   2 calls   $0.2200   new',
      '              greets Ann              1 call   $0.1100   $.messages[0].content',
      '              review: npx rewind diff',
    ].join('\n'),
  )
})

test('many tests that recorded calls are counted by the reason, and those of a rare one are named', () => {
  const changed = Array.from({ length: 60 }, (_unused, index) => ({
    ...named(`answers ${index}`),
    reason: '$.messages[0].content',
    calls: [call({ kind: 'recorded' }), call({ kind: 'recorded' })],
  }))
  const added = { ...named('greets Ann'), reason: 'new', calls: [call({ kind: 'recorded' })] }
  expect(render([...changed, added])).toContain(
    [
      '   recorded   61 tests · 121 calls',
      '              60 × $.messages[0].content',
      '              1 × new: greets Ann',
      '              review: npx rewind diff',
    ].join('\n'),
  )
})

test('equal divergences are one group, with one command for all and about what it costs', () => {
  const other = {
    ...named('other'),
    diverged: 1,
    divergences: [
      {
        reason: 'changed' as const,
        differences: [{ path: '$.messages[0].content', recorded: 'Say hello to Ann', received: 'Say hello to Anna' }],
        remedy: 'npx rewind update test/a.test.ts -t "other"',
        message: 'POST …',
      },
    ],
  }
  expect(render([changedModel('a'), changedModel('b'), other], 100)).toContain(
    [
      '   diverged   3 tests: 2 × $.model gpt-4o-mini → gpt-4.1-mini · 1 × $.messages[0].content Ann → Anna',
      '              to record them: npx rewind update · about $0.2200',
    ].join('\n'),
  )
})

test('texts that differ in one place are one group, with the words where all have the same', () => {
  const [a, b] = [changedPrompt('a', 'Answer a in two sentences.'), changedPrompt('b', 'Answer b in two sentences.')]
  expect(render([a, b])).toContain('   diverged   2 tests: 2 × $.messages[0].content three → two\n')
  expect(render([a, changedPrompt('b', 'Answer b in one sentence.')])).toContain('2 tests: 2 × $.messages[0].content\n')
})

test('the only divergence has its own command', () => {
  expect(render([changedModel('a')])).toContain(
    '              to record it: npx rewind update test/a.test.ts -t "a"\n              about $0.1100\n',
  )
})

test('400 tests that diverge by one model are two lines', () => {
  const reports = Array.from({ length: 400 }, (_unused, index) => changedModel(`test ${index}`))
  const lines = render(reports).trimEnd().split('\n')
  expect(lines).toEqual([
    ' rewind   strict · 400 tests · 0 calls replayed · 0 live',
    '',
    '   diverged   400 tests: 400 × $.model gpt-4o-mini → gpt-4.1-mini',
    '              to record them: npx rewind update · about $44.0000',
  ])
})

test('what every test did is listed by file and name', () => {
  const { byTest } = addUp(
    [testReport(changedModel('b')), testReport({ ...named('a'), calls: [call({})] })],
    samplePrice,
  )
  expect(byTest).toEqual([
    {
      name: 'a',
      file: 'test/a.test.ts',
      cassette: 'cassettes/test/a.test.ts/a.yaml',
      mode: 'strict',
      calls: { ...NO_CALLS, replayed: 1 },
      tokens: { input: 100, output: 10 },
      usd: { saved: 0.11, spent: 0 },
      ms: 1000,
      recorded: null,
      lacksStreamOptions: false,
      divergences: [],
      unusedCalls: [],
    },
    expect.objectContaining({ name: 'b', calls: { ...NO_CALLS, diverged: 1 } }),
  ])
})

test('stale cassettes are renewed by a command each, which records no other call', () => {
  const commands = ['a', 'b'].map((name) => `npx rewind record a.test.ts -t "${name}"`)
  const text = render(commands.map((command) => ({ stale: 1, renewals: [command] })))
  expect(text).toContain(
    ['   stale   2 cassettes older than maxAge · to renew them:', ...commands.map((line) => `           ${line}`)].join(
      '\n',
    ),
  )
  const many = Array.from({ length: 9 }, (_, index) => ({ stale: 1, renewals: [`npx rewind record ${index}`] }))
  expect(render(many)).toContain(
    '9 cassettes older than maxAge\n           to record all tests again: npx rewind record\n',
  )
})

test('stale cassettes of one test are renewed by one command', () => {
  const command = 'npx rewind record a.test.ts -t "a"'
  expect(render([{ stale: 2, renewals: [command] }])).toContain(
    `2 cassettes older than maxAge\n           to renew them: ${command}\n`,
  )
})

test('calls of attempts that were run again are told from those that were not kept', () => {
  const retried = {
    ...named('flaky'),
    calls: [call({ kind: 'live', isOfEarlierAttempt: true }), call({ kind: 'recorded' })],
  }
  expect(render([retried])).toMatch(/1 recorded\s+1 of earlier attempts\n/)
  expect(render([retried, { calls: [call({ kind: 'live' })] }])).toMatch(
    /1 not recorded\s+(?:· )?1 of earlier attempts\n/,
  )
})

test('a budget that is spent is said once, however much was spent as calls were refused', () => {
  const refused = [1, 2].map((usd) => ({
    code: 'REWIND_BUDGET' as const,
    cause: `this run has spent $${usd}.0000 of $1.0000, its maxSpend`,
  }))
  const text = render([{ refused }]).replaceAll(/\s+/g, ' ')
  expect(text).toContain(
    'not sent this run has spent $1.0000 of $1.0000, its maxSpend: 2 calls of 1 test were not sent',
  )
  expect(text).toContain('to send them: raise maxSpend (REWIND_MAX_SPEND), then npx rewind update')
})

test('what it costs to record a call with another model is at the price of that model', () => {
  const { divergences = [] } = changedModel('a')
  const dearer = divergences.map((one) => ({
    ...one,
    differences: [{ path: '$.model', recorded: 'unknown', received: 'priced-b' }],
    usages: [{ provider: 'openai', model: 'unknown', input: 100, output: 10 }],
  }))
  expect(render([{ ...changedModel('a'), divergences: dearer }])).toContain('about $0.1100')
})
