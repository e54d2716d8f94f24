import type { SocketMessage } from '../../cassette/call.ts'
import { renewsOutdatedSessions } from '../../decide.ts'
import { compareJson } from '../../difference/compare-json.ts'
import { RewindReplayDivergenceError, type RequestDifference } from '../../errors.ts'
import { sha256 } from '../../process/sha256.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { KeyedExchange } from '../answer/exchange.ts'
import { describeDifferences } from '../explain/describe-differences.ts'
import { withUserStack } from '../explain/failures/user-stack.ts'
import { findVolatileCause } from '../explain/find-volatile-cause.ts'
import type { FoundCall } from '../look-up.ts'
import type { SessionState } from '../session-state.ts'
import { createMessageForm } from './message-form.ts'
import type { DivergedMessage } from './play-messages.ts'

/** A message of a client that its recorded session does not have. */
export interface MessageDivergence {
  /** The handshake of its session. */
  readonly exchange: KeyedExchange
  readonly call: FoundCall
  readonly message: DivergedMessage
}

/**
 * Explains a message of a client that its recorded session does not have.
 *
 * @returns the error that the test fails with; its stack leads to where the session was opened
 */
export async function explainMessage(
  { input }: Pick<SessionState, 'input'>,
  { exchange, call, message }: MessageDivergence,
): Promise<RewindReplayDivergenceError> {
  const { names } = input
  const { options } = exchange
  const { form, expected, number } = message
  const differences = expected === undefined ? [] : differencesOf(exchange, message, expected)
  const cause = findVolatileCause(differences, (added) => {
    const formOf = createMessageForm({ ...options, normalize: [...options.normalize, ...added] })
    return expected !== undefined && formOf(textOf(expected)).key === formOf(textOf(message.received)).key
  })
  const details = [`  cassette  ${names.cassette}:${call.entry.line} (call ${call.entry.number})`]
  if (number === undefined) details.push('  cause     all recorded messages of this client were sent before')
  else details.push(...(await describeDifferences(`message ${number}`, differences)))
  if (cause !== undefined)
    details.push(`  cause     ${cause.what}: different on every run, so that recording again does not help`)
  else if (renewsOutdatedSessions(options.mode))
    details.push('  cause     its session began as a replay and cannot go live now: the next update records it')
  const error = new RewindReplayDivergenceError({
    summary: `a WebSocket message (${form.kind}) to ${exchange.request.url} has no recorded answer`,
    details,
    ...(cause === undefined
      ? { remedy: names.rerecord }
      : { remedy: `normalize: [${cause.presets.join(', ')}] in rewind.config.ts`, alternative: names.rerecord }),
    reason: cause !== undefined ? 'volatile' : number === undefined ? 'used-up' : 'changed',
    test: names.test,
    cassette: names.cassette,
    call: exchange.record.number,
    incomingKey: exchange.key,
    nearest: call.entry.number,
    differences,
  })
  return withUserStack(error, exchange.intercepted.origin.stack)
}

function differencesOf(
  { options }: KeyedExchange,
  { received }: DivergedMessage,
  expected: SocketMessage['data'],
): readonly RequestDifference[] {
  const [before, after] = [textOf(expected), textOf(received)]
  const formOf = createMessageForm(options)
  const [recorded, sent] = [formOf(before).node, formOf(after).node]
  if (recorded !== undefined && sent !== undefined) return compareJson(recorded, sent).differences
  return [{ path: 'message', recorded: before, received: after }]
}

function textOf(data: SocketMessage['data']): string {
  if (typeof data === 'string') return data
  const text = decodeUtf8(data)
  return text === undefined || text.includes('\0') ? `${data.byteLength} bytes, ${sha256(data).slice(0, 8)}` : text
}
