import type { SocketMessage } from '../../cassette/call.ts'
import { compareJson } from '../../difference/compare-json.ts'
import { RewindReplayDivergenceError, type RequestDifference } from '../../errors.ts'
import type { KeyedExchange } from '../answer/exchange.ts'
import { describeDifferences } from '../explain/divergence.ts'
import { withUserStack } from '../explain/user-stack.ts'
import type { FoundCall } from '../look-up.ts'
import type { SessionState } from '../session-state.ts'
import { messageForm } from './message-form.ts'
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
  const { form, expected, number } = message
  const differences = expected === undefined ? [] : differencesOf(exchange, message, expected)
  const details = [`  cassette  ${names.cassette}:${call.entry.line} (call ${call.entry.number})`]
  if (number === undefined) details.push('  cause     every message that was recorded of this client was sent before')
  else details.push(...(await describeDifferences(`message ${number}`, differences)))
  const error = new RewindReplayDivergenceError({
    summary: `a WebSocket message (${form.kind}) to ${exchange.request.url} has no recorded answer`,
    details,
    remedy: names.rerecord,
    reason: number === undefined ? 'used-up' : 'changed',
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
  { options, redactor }: KeyedExchange,
  { form, received }: DivergedMessage,
  expected: SocketMessage['data'],
): readonly RequestDifference[] {
  const { node } = messageForm(expected, options)
  if (node === undefined || form.node === undefined) {
    return [{ path: 'message', recorded: textOf(expected), received: redactor.text(textOf(received)) }]
  }
  return compareJson(node, form.node).differences
}

function textOf(data: SocketMessage['data']): string {
  return typeof data === 'string' ? data : `${data.byteLength} bytes`
}
