import { expect, test } from 'vitest'

import { RewindReplayDivergenceError } from '../../src/errors.ts'
import { createFailures } from '../../src/session/explain/failures/failures.ts'
import { createShownDivergences } from '../../src/session/explain/failures/shown-divergences.ts'

function divergenceOf(name: string, received: string): RewindReplayDivergenceError {
  return new RewindReplayDivergenceError({
    summary: 'POST https://api.openai.com/v1/chat/completions has no recorded answer',
    details: [`  cassette  cassettes/${name}.yaml`],
    remedy: `npx rewind update test/a.test.ts -t "${name}"`,
    reason: 'changed',
    test: name,
    cassette: `cassettes/${name}.yaml`,
    call: 1,
    incomingKey: 'key',
    nearest: 1,
    differences: [{ path: '$.model', recorded: 'gpt-4o-mini', received }],
  })
}

test('the first of equal divergences is shown whole, and all others have one line, which is the same', () => {
  const shown = createShownDivergences()
  const errors = ['a', 'b', 'c'].map((name) => shown.shorten(divergenceOf(name, 'gpt-4.1-mini')))
  expect(errors[0]?.message).toContain('fix       npx rewind update test/a.test.ts -t "a"')
  const line =
    'POST https://api.openai.com/v1/chat/completions has no recorded answer: $.model gpt-4o-mini → gpt-4.1-mini, as shown above  [REWIND_DIVERGENCE]'
  expect(errors.slice(1).map(({ message }) => message)).toEqual([line, line])
  expect(errors.slice(1).map(({ stack }) => stack)).toEqual(Array(2).fill(`RewindReplayDivergenceError: ${line}`))
})

test('a shortened divergence keeps its data', () => {
  const shown = createShownDivergences()
  shown.shorten(divergenceOf('a', 'gpt-4.1-mini'))
  expect(shown.shorten(divergenceOf('b', 'gpt-4.1-mini'))).toMatchObject({
    test: 'b',
    remedy: 'npx rewind update test/a.test.ts -t "b"',
    differences: [{ path: '$.model' }],
  })
})

test('another difference is shown whole', () => {
  const shown = createShownDivergences()
  shown.shorten(divergenceOf('a', 'gpt-4.1-mini'))
  expect(shown.shorten(divergenceOf('b', 'gpt-5')).message).toContain('fix       npx rewind update')
})

test('equal divergences within one test are shown once', () => {
  const failures = createFailures(createShownDivergences())
  for (let call = 0; call < 4; call += 1) failures.add(divergenceOf('a', 'gpt-4.1-mini'))
  const message = failures.take()?.message ?? ''
  expect(message).toContain('and 3 more:\n3 × POST ')
  expect(message.match(/has no recorded answer/g)).toHaveLength(2)
})
