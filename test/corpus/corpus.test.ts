import { expect, test } from 'vitest'

import { readCorpus } from '../helpers/corpus.ts'
import { replayCorpus } from './replay-corpus.ts'

test(
  'every exchange of the corpus is replayed as the wire had it: status, kept headers, bytes and pieces',
  { timeout: 60_000 },
  async () => {
    const exchanges = readCorpus()
    const replayed = await replayCorpus(exchanges)
    expect(replayed).toHaveLength(exchanges.length * 3)
    expect(replayed.filter(({ differences }) => differences.length > 0)).toEqual([])
  },
)
