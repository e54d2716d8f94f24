import { mayGoLive, mayReplay, type Mode } from '../../decide.ts'
import type { Handling, InterceptedRequest } from '../../http/interceptor.ts'
import { isBidirectional, isPreflight, preflightResponse } from '../../http/special-requests.ts'

/** A request that is not a call to a model, but leads to one. */
export type SpecialKind = 'tunnel' | 'preflight' | 'bidirectional'

/**
 * Classifies requests that are not model calls.
 *
 * @returns its kind; undefined for a call
 */
export function specialKindOf(request: InterceptedRequest): SpecialKind | undefined {
  if (request.method === 'CONNECT') return 'tunnel'
  if (isPreflight(request)) return 'preflight'
  return isBidirectional(request) ? 'bidirectional' : undefined
}

/**
 * Answers the request that opens a proxy tunnel or asks for permission, where the calls behind it are answered from the
 * cassette.
 *
 * @param context - the mode, whether there are recordings, and whether they hold calls that the request may lead to
 */
export function answerSpecial(
  request: InterceptedRequest,
  context: {
    readonly kind: Exclude<SpecialKind, 'bidirectional'>
    readonly mode: Mode
    readonly hasRecordings: boolean
    readonly hasCalls: boolean
  },
): Handling {
  const { kind, mode, hasRecordings, hasCalls } = context
  // Behind a tunnel that is answered no call can go live.
  const isAnswered = kind === 'preflight' && mayReplay(mode) && hasCalls
  if (!isAnswered && mayGoLive(mode, { hasRecordings })) return { kind: 'pass' }
  // A tunnel opens to nowhere: the calls inside it are intercepted like all others.
  return { kind: 'respond', response: kind === 'tunnel' ? new Response(null) : preflightResponse(request) }
}
