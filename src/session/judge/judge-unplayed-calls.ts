import { judgeUnplayed, type Outcome } from '../../decide.ts'
import { explainUnused } from '../explain/explain-unused.ts'
import type { Ledger } from '../ledger.ts'
import type { LookUp } from '../look-up.ts'
import type { SessionInput } from '../session-input.ts'

/** Which calls are judged: those of the test itself, those that came after its end, or both. */
export type JudgedCalls = 'prompt' | 'late' | 'all'

/**
 * Judges the recorded calls that a test did not make.
 *
 * @param attempt - how it ended, whether its cassette is written anew, its calls, and where warnings go
 * @param judged - those that came after the end of their test may still come, until the file has ended
 * @returns whether there were some, where the mode and the outcome let them count
 * @throws {RewindUnusedCallsError} when they are held against the test; {RewindCassetteError} when one cannot be read
 */
export async function judgeUnplayedCalls(
  input: SessionInput,
  attempt: { readonly outcome: Outcome; readonly isRenewed: boolean; readonly ledger: Ledger; readonly lookUp: LookUp },
  judged: JudgedCalls,
): Promise<boolean> {
  const { names } = input
  const { outcome, isRenewed, ledger, lookUp } = attempt
  const { mode, unused: rule } = input.options()
  const verdict = judgeUnplayed(mode, outcome)
  // What is written anew holds the calls of this attempt alone.
  if (verdict === 'ignore' || (verdict === 'note' && isRenewed)) return false
  const unused = lookUp
    .playback()
    .unplayed()
    .filter((entry) => judged === 'all' || (judged === 'late') === (entry.call().late === true))
  if (unused.length === 0) return false
  ledger.noteUnused(
    unused.length,
    unused.map(({ number }) => number),
  )
  if (verdict === 'note') return true
  if (rule === 'fail') throw await explainUnused(names, unused)
  ledger.warn(`${names.cassette} has calls that its test did not make: to renew it, ${names.rerecord}`)
  return true
}

/**
 * Chooses the calls that are judged with the end of the test file.
 *
 * @param atTestEnd - whether those of the test itself were judged when it ended, or left
 * @param end - what is known of the file
 * @param end.isComplete - whether no filter left tests out: else calls after the end of a test may be missing for that
 * @returns undefined where there are none
 */
export function judgedAtFileEnd(
  atTestEnd: 'judge' | 'leave',
  { isComplete }: { readonly isComplete: boolean },
): JudgedCalls | undefined {
  if (atTestEnd === 'leave') return isComplete ? 'all' : 'prompt'
  return isComplete ? 'late' : undefined
}
