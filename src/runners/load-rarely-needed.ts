import { withRealFiles } from '../process/with-real-files.ts'
import type { combineFailures } from '../session/explain/failures/failures.ts'
import type { createShownDivergences } from '../session/explain/failures/shown-divergences.ts'
import type { paintError } from './paint-error.ts'
import type { placeDivergences, pointAtTest } from './point-at-test.ts'
import type { scriptCommand } from './process/script-command.ts'
import type { recordCommand } from './record-command.ts'
import type { findOrphans } from './report/obsolete-cassettes.ts'
import type { sayEarlierAttempt } from './report/say-earlier-attempt.ts'
import type { writeLiveLine } from './report/write-live-line.ts'

/** What runners need only where a call is made or something fails. `bundles/calls.ts` exports it. */
export interface RarelyNeeded {
  readonly combineFailures: typeof combineFailures
  readonly createShownDivergences: typeof createShownDivergences
  readonly findOrphans: typeof findOrphans
  readonly paintError: typeof paintError
  readonly placeDivergences: typeof placeDivergences
  readonly pointAtTest: typeof pointAtTest
  readonly recordCommand: typeof recordCommand
  readonly sayEarlierAttempt: typeof sayEarlierAttempt
  readonly scriptCommand: typeof scriptCommand
  readonly writeLiveLine: typeof writeLiveLine
}

/** Loads it in one synchronous step, where it is needed: a test file that makes no call should not pay for it. */
export function loadRarelyNeeded(): RarelyNeeded {
  return withRealFiles(requireCalls)
}

function requireCalls(): RarelyNeeded {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./calls.js')
}
