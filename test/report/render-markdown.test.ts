import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { renderMarkdown } from '../../src/report/render/render-markdown.ts'
import { call, samplePrice, testReport } from './samples.ts'

test('a run becomes a heading, a table and a list', () => {
  const report = addUp([testReport({ calls: [call({}), call({ model: 'x' })], unused: 1 })], samplePrice)

  expect(renderMarkdown(report)).toBe(
    [
      '### rewind',
      '',
      'strict · 1 test · 2 calls replayed · 0 live',
      '',
      '| provider | model | calls | input | output | saved |',
      '| --- | --- | ---: | ---: | ---: | ---: |',
      '| openai | priced-a | 1 | 100 | 10 | $0.1100 |',
      '| openai | x | 1 | 100 | 10 | price unknown |',
      '',
      '- **saved** 200 + 20 tokens · $0.1100 + unknown · 2.0s of waiting',
      '- **unused** 1 recorded call not asked for · to remove them: npx rewind update',
      "- **unpriced** 1 call: price unknown · to set it: prices in rewind.config.ts, for 'x'",
      '',
    ].join('\n'),
  )
})

test('names from the network do not become markup', () => {
  const text = renderMarkdown(addUp([testReport({ calls: [call({ model: 'a|b<img>`c`_d_' })] })], samplePrice))

  expect(text).toContain(String.raw`| a\|b&lt;img>\`c\`\_d\_ |`)
})

test('a run without calls says so', () => {
  expect(renderMarkdown(addUp([], samplePrice))).toBe('### rewind\n\nno LLM calls captured\n')
})

test('every divergence is folded, with its whole message, which cannot become markup', () => {
  const message = 'POST https://x has no recorded answer  [REWIND_DIVERGENCE]\n            + </details> ``` *new*'
  const divergence = { reason: 'read-further' as const, differences: [], remedy: 'npx rewind update', message }
  const greets = { name: 'chat › <greets>', file: 'test/a.test.ts', cassette: 'cassettes/test/a.test.ts/x.yaml' }
  const text = renderMarkdown(
    addUp([testReport({ diverged: 1, divergences: [divergence], test: greets })], samplePrice),
  )

  expect(text).toContain('<details><summary>1 × read further than it was recorded</summary>\n\n')
  expect(text).toContain('chat › &lt;greets>\n')
  expect(text).toContain('    POST https://x has no recorded answer  [REWIND_DIVERGENCE]\n')
  expect(text).toContain('                + </details> ``` *new*\n\n</details>\n')
})

test('what differs in the same way is folded once, with a link to each place', () => {
  const divergence = {
    reason: 'changed' as const,
    differences: [{ path: '$.model', recorded: 'a', received: 'b' }],
    remedy: 'npx rewind update',
    message: 'POST https://x has no recorded answer',
  }
  const reports = [3, 7].map((line) =>
    testReport({
      diverged: 1,
      divergences: [{ ...divergence, place: { file: 'src/ask (1).ts', line } }],
      test: { name: `asks ${line}`, file: 'test/a.test.ts', cassette: `cassettes/test/a.test.ts/asks ${line}.yaml` },
    }),
  )
  const text = renderMarkdown(addUp(reports, samplePrice), (file, line) => `https://github.example/${file}#L${line}`)

  expect(text).toContain('<summary>2 × $.model a → b</summary>')
  expect(text).toContain('- [src/ask (1).ts:3](https://github.example/src/ask (1).ts#L3) asks 3 · [cassette](')
  expect(text.match(/has no recorded answer/g)).toHaveLength(1)
})
