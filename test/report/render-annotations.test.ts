import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { renderAnnotations } from '../../src/report/render/render-annotations.ts'
import { samplePrice, testReport } from './samples.ts'

function diverged(name: string, received: string, line: number): ReturnType<typeof testReport> {
  return testReport({
    diverged: 1,
    divergences: [
      {
        reason: 'changed',
        differences: [{ path: '$.model', recorded: 'gpt-4o', received }],
        remedy: 'npx rewind update',
        message: `POST https://x has no recorded answer\n  fix  100% ${received}\u001B[31m`,
        place: { file: 'src/ask.ts', line },
      },
    ],
    test: { name, file: 'test/a.test.ts', cassette: `cassettes/test/a.test.ts/${name}.yaml` },
  })
}

test('one line for all that differ in the same way, which no text of theirs can end', () => {
  const reports = [diverged('a', 'x::error', 3), diverged('b', 'x::error', 4), diverged('c', 'y', 5)]
  const lines = renderAnnotations(addUp(reports, samplePrice), (file) => `packages/app/${file}`)

  expect(lines).toEqual([
    '::error file=packages/app/src/ask.ts,line=3,title=2 × $.model gpt-4o → x%3A%3Aerror::POST https://x has no recorded answer%0A  fix  100%25 x::error[31m',
    '::error file=packages/app/src/ask.ts,line=5,title=$.model gpt-4o → y::POST https://x has no recorded answer%0A  fix  100%25 y[31m',
  ])
})

test('nothing where nothing diverged', () => {
  expect(renderAnnotations(addUp([testReport({})], samplePrice), (file) => file)).toEqual([])
})
