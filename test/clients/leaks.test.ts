import { join } from 'node:path'

import { expect, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

const CALLS = 2400
/** Noise: a leak of what a call holds takes 20 MB by the end. */
const GROWTH_MB = 4

test('heap and sockets stay flat over replayed calls, however they end', async () => {
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'leaks.mjs'), String(CALLS)], {
    cwd: import.meta.dirname,
    variables: {},
  })
  const samples = listOf({ samples: parseJson(/^SAMPLES (.*)$/m.exec(output)?.[1] ?? '[]') }, 'samples')
  expect(samples.map((sample) => Object(sample).sockets)).toEqual(samples.map(() => 0))
  const [, first, ...later] = samples.map((sample) => Number(Object(sample).heap))
  expect(later).toHaveLength(4)
  expect(Math.max(...later) - (first ?? 0)).toBeLessThan(GROWTH_MB)
})
