import { expect, test } from 'vitest'

import { replayExchanges } from './replay-exchanges.ts'
import { WIRE_EXCHANGES } from './wire-exchanges.ts'

test('every shape of the wire is replayed as it was: status, kept headers, bytes and pieces', async () => {
  const replayed = await replayExchanges(WIRE_EXCHANGES)
  expect(replayed).toHaveLength(WIRE_EXCHANGES.length * 3)
  expect(replayed.filter(({ differences }) => differences.length > 0)).toEqual([])
})
