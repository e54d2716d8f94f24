import { expect, test } from 'vitest'

import { readCorpus } from '../helpers/corpus.ts'
import { replayExchanges } from '../wire/replay-exchanges.ts'

test('every exchange of the corpus is replayed as the wire had it: status, kept headers, bytes and pieces', async () => {
  const exchanges = readCorpus()
  const replayed = await replayExchanges(exchanges)
  expect(replayed).toHaveLength(exchanges.length * 3)
  expect(replayed.filter(({ differences }) => differences.length > 0)).toEqual([])
})
