import type { TestReport } from '../../report/test-report.ts'
import { loadRarelyNeeded } from '../load-rarely-needed.ts'
import type { LiveWords } from './write-live-line.ts'

/** Says what went live, where no reporter does: a run that spent money must not be silent. */
export function sayWhatWentLive(reports: readonly TestReport[], words: LiveWords): void {
  if (reports.some(({ calls }) => calls.length > 0)) loadRarelyNeeded().writeLiveLine(reports, words)
}
