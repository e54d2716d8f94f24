import { writeSync } from 'node:fs'

import type { TestReport } from '../../report/test-report.ts'

const STDERR = 2

/** Whose calls they are, and the flag that adds the reporter where a runner could have one. */
export interface LiveWords {
  readonly subject: string
  readonly reporter?: string
}

/** Writes in one line on stderr what went live; nothing where nothing did, and no report is missed. */
export function writeLiveLine(reports: readonly TestReport[], words: LiveWords): void {
  const calls = reports.flatMap((report) => report.calls)
  const recorded = calls.filter(({ kind }) => kind === 'recorded').length
  const live = recorded + calls.filter(({ kind }) => kind === 'live').length
  const isReportMissing =
    words.reporter !== undefined && calls.length > 0 && (process.env['REWIND_REPORT'] ?? '') !== ''
  if (live === 0 && !isReportMissing) return
  const went = `${live} ${live === 1 ? 'call' : 'calls'} of ${words.subject} went live, ${recorded} recorded`
  const said = [...(live === 0 ? [] : [went]), ...(isReportMissing ? ['REWIND_REPORT is not written'] : [])]
  const advice =
    words.reporter === undefined ? 'review and commit the cassettes' : `for a summary, add ${words.reporter}`
  // Past the runner, which may keep what tests print for itself; the stderr of a thread has no number of its own.
  writeSync(STDERR, `rewind  ${said.join('; ')}: ${advice}\n`)
}
