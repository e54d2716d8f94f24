import { describe, expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { renderTerminal } from '../../src/report/render/render-terminal.ts'
import type { RunReport } from '../../src/report/run-report.ts'
import type { TestReport } from '../../src/report/test-report.ts'
import { call, samplePrice, shortCallPrice, testReport, uncountedCall } from './samples.ts'

const EMPTY = addUp([], samplePrice)

const PICTURE: RunReport = {
  ...EMPTY,
  mode: 'strict',
  tests: 31,
  calls: { ...EMPTY.calls, replayed: 42 },
  tokens: { input: 60_555, output: 9576, cachedInput: 0, reasoning: 0 },
  usd: { saved: 0.2403, spent: 0 },
  ms: { saved: 192_000 },
  models: [
    {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      calls: 12,
      input: 48_210,
      output: 6120,
      cachedInput: 0,
      reasoning: 0,
      usd: 0.2364,
      unpriced: 0,
    },
    {
      provider: 'openai',
      model: 'gpt-4o-mini',
      calls: 30,
      input: 12_345,
      output: 3456,
      cachedInput: 0,
      reasoning: 0,
      usd: 0.0039,
      unpriced: 0,
    },
  ],
}

function plain(_format: string, text: string): string {
  return text
}

function render(report: RunReport, width = 120): string {
  return renderTerminal(report, { width, style: plain })
}

function renderTests(reports: readonly Partial<TestReport>[], width = 120): string {
  return render(addUp(reports.map(testReport), samplePrice), width)
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length))
}

describe('renderTerminal', () => {
  test('draws the table of the contract', () => {
    expect(render(PICTURE)).toBe(
      [
        ' rewind   strict · 31 tests · 42 calls replayed · 0 live',
        '',
        '   provider    model               calls    input   output     saved',
        '   anthropic   claude-sonnet-4-5      12   48,210    6,120   $0.2364',
        '   openai      gpt-4o-mini            30   12,345    3,456   $0.0039',
        '   saved       60,555 + 9,576 tokens · $0.2403 · 3m 12s of waiting',
        '',
      ].join('\n'),
    )
  })

  test('says that nothing was captured', () => {
    expect(render(EMPTY)).toBe(' rewind   no LLM calls captured\n')
  })

  test('says why nothing may have been captured', () => {
    expect(renderTests([{ mode: 'replay' }])).toBe(
      [
        ' rewind   replay · no LLM calls captured',
        '',
        '   why   no test called a known LLM host: other hosts go into the option hosts, and a mocked client makes no calls',
        '',
      ].join('\n'),
    )
    expect(renderTests([{ mode: 'off' }])).toContain(
      "why   mode 'off' records and replays nothing: unset REWIND_MODE, or the option mode\n",
    )
    expect(renderTests([{ unmatchedHosts: ['llm.corp.example'] }])).toContain(
      'why         the calls to an LLM API went to hosts that are not in the list\n',
    )
    expect(renderTests([{ calls: [call({})] }])).not.toContain('why')
  })

  test('says loudly what went to the network, with its cost', () => {
    const text = renderTests([{ mode: 'replay', calls: [call({ kind: 'recorded' }), call({ kind: 'live' })] }])

    expect(text).toContain(' rewind   replay · 1 test · 0 calls replayed · 1 recorded · 1 not recorded\n')
    expect(text).toContain('   spent   2 calls went to the network, 1 of them recorded · $0.2200\n')
    expect(text).not.toContain('saved')
  })

  test('styles what is loud', () => {
    const report = addUp([testReport({ calls: [call({ kind: 'live' })], diverged: 1 })], samplePrice)
    const text = renderTerminal(report, { width: 80, style: (format, line) => `<${format}>${line}</${format}>` })

    expect(text).toContain('<bold> rewind   </bold>')
    expect(text).toContain('<yellow>   spent')
    expect(text).toContain('<red>   diverged')
  })

  test('shows that a row, and the sum, have more to them than is known', () => {
    const text = render(
      addUp(
        [testReport({ calls: [call({ model: 'x' }), call({ model: 'x', counts: { input: 2000 } })] })],
        shortCallPrice,
      ),
    )

    expect(text).toMatch(/openai +x +2 +2,100 +20 +\$1\.0000 \+ unknown\n/u)
    expect(text).toContain('2,100 + 20 tokens · $1.0000 + unknown · 2.0s of waiting')
  })

  test('shows no dollars for a cost that is not known', () => {
    const text = renderTests([{ calls: [uncountedCall({ kind: 'live' }), call({ model: 'x' })] }])

    expect(text).toContain('1 call went to the network · cost unknown for 1 call\n')
    expect(text).toContain('100 + 10 tokens · price unknown · 1.0s of waiting\n')
    expect(text).toContain("unpriced   1 call: price unknown · to set it: prices in rewind.config.ts, for 'x'\n")
    expect(text).not.toContain('$')
  })

  test('says that the tokens of all replayed calls are unknown', () => {
    expect(renderTests([{ calls: [uncountedCall({})] }])).toContain('saved   tokens unknown · 1.0s of waiting\n')
    expect(renderTests([{ calls: [uncountedCall({}), call({})] }])).toContain('waiting · tokens of 1 call unknown\n')
  })

  test('names divergences, unused calls, and each response not kept with its cause', () => {
    const rejected = { host: 'api.openai.com', cause: '401: is OPENAI_API_KEY set?' }
    const text = renderTests([{ diverged: 1, unused: 2, notRecorded: [rejected, rejected] }])

    expect(text).toContain('diverged       1 request: no recorded answer\n')
    expect(text).toContain('unused         2 recorded calls not asked for · to remove them: npx rewind update\n')
    expect(text).toContain('not recorded   api.openai.com: 401: is OPENAI_API_KEY set? · 2 times\n')
  })

  test('names unmatched hosts with their fix', () => {
    const text = renderTests([{ unmatchedHosts: ['llm.corp.example'] }])

    expect(text).toContain(
      "unmatched   llm.corp.example looks like an LLM API · to record it: hosts: ['llm.corp.example'] in rewind.config.ts\n",
    )
  })

  test('names three hosts, warnings and causes, and counts the rest', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e']
    const text = renderTests(
      [
        {
          unmatchedHosts: hosts,
          warnings: hosts.map((host) => `warning ${host}`),
          notRecorded: hosts.map((host) => ({ host, cause: '500: the server failed' })),
        },
      ],
      200,
    )

    expect(text).toContain(
      "5 hosts look like an LLM API · to record them: hosts: ['a', 'b', 'c', 'd', 'e'] in rewind.config.ts",
    )
    expect(text.match(/warning +warning/gu)).toHaveLength(3)
    expect(text).toContain('warning        and 2 more · to list them: REWIND_REPORT=report.json\n')
    expect(text.match(/: 500: the/gu)).toHaveLength(3)
  })

  test('says no dollars where all that went live has an unknown cost, or none', () => {
    expect(renderTests([{ calls: [{ kind: 'live', provider: 'openai', unread: true, ms: 0 }] }])).toContain(
      'spent   1 call went to the network · cost unknown for 1 call\n',
    )
    expect(renderTests([{ calls: [{ kind: 'live', provider: 'openai', unmetered: true, ms: 0 }] }])).toContain(
      'spent   1 call went to the network\n',
    )
  })

  test('names stale and obsolete cassettes and warnings', () => {
    const text = render({
      ...EMPTY,
      stale: 1,
      renewals: ['npx rewind record a.test.ts -t "a"'],
      obsolete: 4,
      obsoleteFiles: ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'],
      warnings: ['two\nlines'],
    })

    expect(text).toContain(
      'stale      1 cassette older than maxAge · to renew it: npx rewind record a.test.ts -t "a"\n',
    )
    expect(text).toContain('obsolete   4 cassettes of no test: a.yaml, b.yaml, c.yaml and 1 more · npx rewind prune\n')
    expect(text).toContain('warning    two lines\n')
  })

  test('names what makes matching weaker, once', () => {
    const weakenings = ["repeats: 'last'", 'ignore $.metadata.user_id']
    const text = renderTests([{ weakenings }, { weakenings }])

    expect(text).toContain("in force   ignore $.metadata.user_id · repeats: 'last'\n")
  })

  test('breaks a note that is longer than the terminal between its words', () => {
    const text = renderTests([{ warnings: [`one ${'two three '.repeat(20)}four`] }], 60)

    expect(widest(text)).toBeLessThanOrEqual(60)
    expect(text.replaceAll(/\s+/gu, ' ')).toContain(`warning one ${'two three '.repeat(20)}four`)
  })

  test('leaves no blanks at the end of a row that is wider than the terminal', () => {
    const calls = ['priced-and-long-name', 'priced-b'].map((model) => call({ kind: 'recorded', model }))
    const report = addUp([testReport({ mode: 'replay', calls })], samplePrice)
    const text = renderTerminal(report, { width: 60, style: (_format, line) => line })
    expect(text).toContain('priced-and-long-name')
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([])
  })

  test('cuts long names of providers', () => {
    const models = PICTURE.models.map((model) => ({ ...model, provider: 'a-provider-of-our-own-with-a-long-name' }))

    expect(widest(render({ ...PICTURE, models }, 80))).toBeLessThanOrEqual(80)
  })

  test('cuts long model names to the width of the terminal', () => {
    const models = PICTURE.models.map((model) => ({
      ...model,
      model: `accounts/fireworks/models/${model.model}-and-much-more`,
    }))
    const text = render({ ...PICTURE, models }, 80)

    expect(widest(text)).toBe(80)
    expect(text).toContain('accounts/firework')
    expect(text).toContain('…')
  })

  test('drops the token columns and breaks between words where the terminal is narrow', () => {
    const text = render(PICTURE, 44)

    expect(widest(text)).toBeLessThanOrEqual(44)
    expect(text).toContain('   anthropic   claude-son…      12   $0.2364\n')
    expect(text).toContain(' rewind   strict · 31 tests\n          42 calls replayed · 0 live\n')
  })

  test('keeps control sequences of the network out of the terminal', () => {
    expect(renderTests([{ calls: [call({ model: 'evil\u001B[31m' })] }])).not.toContain('\u001B')
  })
})
