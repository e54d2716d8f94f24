import { expect, test } from 'vitest'

import { DISK } from './faults/disk.ts'
import { NotPossibleHere } from './faults/fault.ts'
import { KILLED_WRITERS } from './faults/killed-writers.ts'
import { ONE_CASSETTE } from './faults/processes.ts'
import { RUNS } from './faults/runs.ts'
import { STRICT } from './faults/strict.ts'

// A slice of `npm run faults`: what other tests have a smaller one of is left out.
test.for([...KILLED_WRITERS, ...DISK, ...ONE_CASSETTE, ...RUNS, ...STRICT])(
  'holds: $fault',
  async ({ run }, context) => {
    try {
      expect(await run('slice')).not.toBe('')
    } catch (error) {
      context.skip(error instanceof NotPossibleHere, String(error))
      throw error
    }
  },
)
