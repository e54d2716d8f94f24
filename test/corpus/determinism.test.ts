import { expect, test } from 'vitest'

import { readCorpus } from '../helpers/corpus.ts'
import { recordTwice } from '../wire/record-twice.ts'

/** Every so many exchanges of the corpus: enough of every kind. */
const STEP = 4

test('the same traffic, recorded twice, gives the same files apart from the times', async () => {
  const exchanges = readCorpus().filter((_exchange, index) => index % STEP === 0)
  const [first, second] = await recordTwice(exchanges)

  expect(first).toHaveLength(exchanges.length)
  expect(second).toEqual(first)
})
