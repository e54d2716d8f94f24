import { decide, type Mode } from './decide.ts'
import type { Answer, InterceptedRequest } from './http/intercept.ts'
import { isPreflight, isUpgrade, preflightResponse } from './http/special-requests.ts'

/** A request that is no call to a model, but leads to one. */
export type SpecialKind = 'tunnel' | 'preflight' | 'upgrade'

/**
 * Tells such requests from calls.
 *
 * @param request - an intercepted request
 * @returns its kind; undefined for a call
 */
export function specialKindOf(request: InterceptedRequest): SpecialKind | undefined {
  if (request.method === 'CONNECT') return 'tunnel'
  if (isPreflight(request)) return 'preflight'
  return isUpgrade(request) ? 'upgrade' : undefined
}

/**
 * Answers the request that opens a proxy tunnel or asks for permission, where the calls behind it are answered from the cassette.
 *
 * @param request - the request
 * @param context - the mode, and whether the cassette holds calls that it may lead to
 * @returns the answer; `refuse` where nothing can be answered in its place
 */
export function answerSpecial(
  request: InterceptedRequest,
  context: { readonly kind: SpecialKind; readonly mode: Mode; readonly hasCalls: boolean },
): Answer | 'refuse' {
  const { kind, mode, hasCalls } = context
  const decision = decide(mode, hasCalls && kind !== 'upgrade' ? true : undefined)
  switch (decision.kind) {
    case 'pass':
    case 'record':
      return { kind: 'pass' }
    case 'replay':
    case 'fail':
      if (kind === 'upgrade') return 'refuse'
      // A tunnel opens to nowhere: the calls inside it are intercepted like all others.
      return { kind: 'respond', response: kind === 'tunnel' ? new Response(null) : preflightResponse(request) }
    default:
      return decision satisfies never
  }
}
