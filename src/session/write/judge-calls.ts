import { judgeUnplayed, mayResume, renewsOutdatedSessions, type Outcome } from '../../decide.ts'
import type { RequestRecord } from '../answer/exchange.ts'
import { explainUnused } from '../explain/explain-unused.ts'
import type { Ledger } from '../ledger.ts'
import type { LookUp } from '../look-up.ts'
import type { SessionInput } from '../session-input.ts'
import { explainAwaited, explainUnsent } from '../socket/explain-unsent.ts'
import type { Sockets } from '../socket/sockets.ts'

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
export async function checkUnplayedCalls(
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
 * Judges the messages that a test did not send in a WebSocket session that it opened: they count as unused calls.
 *
 * @param attempt - how it ended, its sessions, and where warnings go
 * @throws {RewindUnusedCallsError} when they are held against the test
 */
export function checkUnsentMessages(
  input: SessionInput,
  attempt: { readonly outcome: Outcome; readonly ledger: Ledger; readonly sockets: Sockets },
): void {
  const { outcome, ledger, sockets } = attempt
  const { names } = input
  const { mode, unused: rule } = input.options()
  if (outcome === 'failed') for (const line of explainAwaited(names, sockets.played())) ledger.warn(line)
  const verdict = judgeUnplayed(mode, outcome)
  const unsent = sockets.played().filter((socket) => socket.player.unsent().length > 0)
  if (verdict === 'ignore' || unsent.length === 0) return
  ledger.noteUnused(unsent.length)
  if (verdict === 'note') return
  if (rule === 'fail') throw explainUnsent(names, unsent)
  ledger.warn(`${names.cassette} has WebSocket messages that its test did not send: to renew it, ${names.rerecord}`)
}

/**
 * Notes for the next update which recorded WebSocket sessions a test that passed has not played to their end: one that
 * began as a replay cannot go live.
 *
 * @param attempt - its sessions, and where warnings go
 */
export function noteOutdatedSessions(
  input: SessionInput,
  attempt: { readonly ledger: Ledger; readonly sockets: Sockets },
): void {
  const { names, cassette } = input
  const { mode } = input.options()
  const played = attempt.sockets.played()
  if (played.length === 0 || !mayResume(mode)) return
  const unsent = played.filter((socket) => socket.player.unsent().length > 0)
  // Their clients say again what was recorded.
  if (unsent.length === 0) return cassette.unfinished.forgetOutdated()
  for (const { key } of unsent) cassette.unfinished.noteOutdated(key)
  if (renewsOutdatedSessions(mode)) {
    attempt.ledger.warn(
      `${names.cassette} has WebSocket messages that its test did not send: the next update records that session anew`,
    )
  }
}

/**
 * Judges the age of a cassette by one of its calls: they are recorded together, and decoding each would cost more than
 * replaying it.
 *
 * @param attempt - what its requests came to, and where it is noted
 * @throws {RewindCassetteError} when the call cannot be read
 */
export function judgeAge(
  input: SessionInput,
  attempt: { readonly records: readonly RequestRecord[]; readonly ledger: Ledger },
): void {
  const { maxAge } = input.options()
  const replayed = attempt.records.map(({ result }) => result).find((result) => result.kind === 'replayed')
  if (maxAge === undefined || replayed === undefined) return
  if (input.now().getTime() - Date.parse(replayed.entry.call().recordedAt) > maxAge)
    attempt.ledger.noteStale(input.names.rerecordAll)
}
