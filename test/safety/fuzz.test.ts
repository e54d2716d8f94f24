import { test } from 'vitest'

import { CASSETTE_READER } from './properties/cassette-reader.ts'
import { REDACTION_COST } from './properties/redaction-cost.ts'
import { REDACTION } from './properties/redaction.ts'
import { REQUEST_KEY } from './properties/request-key.ts'
import { STREAM_CAPTURE } from './properties/stream-capture.ts'

// `npm run fuzz` asks a hundred times as often.
test.each([...CASSETTE_READER, ...REQUEST_KEY, ...STREAM_CAPTURE, ...REDACTION, ...REDACTION_COST])(
  '$name',
  async ({ check, runs }) => {
    await check({ numRuns: runs / 100 })
  },
)
