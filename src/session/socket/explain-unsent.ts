import { RewindUnusedCallsError } from '../../errors.ts'
import type { SessionNames } from '../explain/session-names.ts'
import { createMessageForm } from './message-form.ts'
import type { PlayedSocket } from './sockets.ts'

const SHOWN_MESSAGES = 5

// What a message is called depends on no rule.
const formOf = createMessageForm({
  ignore: { body: [], query: [], headers: [], origin: false },
  keyHeaders: [],
  normalize: [],
})

/**
 * Explains messages of recorded WebSocket sessions that a test which passed did not send.
 *
 * @param names - the test and its cassette
 * @param sockets - the sessions that miss some
 * @returns the error that the test fails with
 */
export function explainUnsent(names: SessionNames, sockets: readonly PlayedSocket[]): RewindUnusedCallsError {
  const unsent = sockets.flatMap((socket) => socket.player.unsent().map(({ data }) => ({ entry: socket.entry, data })))
  const shown = unsent.slice(0, SHOWN_MESSAGES).map(({ entry, data }) => {
    const { kind } = formOf(data)
    return `  unsent    ${kind} in call ${entry.number}: ${entry.call().request.url} (line ${entry.line})`
  })
  const more = unsent.length > shown.length ? [`            and ${unsent.length - shown.length} more`] : []
  return new RewindUnusedCallsError({
    summary: `${unsent.length === 1 ? 'a recorded WebSocket message was' : `${unsent.length} recorded WebSocket messages were`} not sent by this test`,
    details: [`  cassette  ${names.cassette}`, ...shown, ...more],
    remedy: names.rerecord,
    alternative: "unused: 'warn' in rewind.config.ts, where it may be left out",
    cassette: names.cassette,
    calls: sockets.map(({ entry }) => entry.number),
  })
}

/**
 * Explains why a recorded session says no more, for a test that failed: it may have waited for it until its timeout.
 *
 * @returns a line for each session that waits for a message of its client
 */
export function explainAwaited(names: SessionNames, sockets: readonly PlayedSocket[]): readonly string[] {
  return sockets.flatMap((socket) => {
    const message = socket.player.awaited()
    if (message === undefined) return []
    const { kind } = formOf(message.data)
    return [
      `"${names.test}" failed while its WebSocket session (${names.cassette}:${socket.entry.line}) waited for a message that its client sent when it was recorded: ${kind}`,
    ]
  })
}
