import { judgeUnplayed, mayResume, renewsOutdatedSessions, type Outcome } from '../../decide.ts'
import type { Ledger } from '../ledger.ts'
import type { SessionInput } from '../session-input.ts'
import { explainAwaited, explainUnsent } from '../socket/explain-unsent.ts'
import type { Sockets } from '../socket/sockets.ts'

/**
 * Judges the messages that a test did not send in a WebSocket session that it opened: they count as unused calls.
 *
 * @param attempt - how it ended, its sessions, and where warnings go
 * @throws {RewindUnusedCallsError} when they are held against the test
 */
export function judgeUnsentMessages(
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
