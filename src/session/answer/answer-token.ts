import { mayGoLive } from '../../decide.ts'
import type { Handling, InterceptedRequest } from '../../http/interceptor.ts'
import { answerGoogleToken } from '../../providers/google-token.ts'
import { identifyProvider } from '../../providers/name-provider.ts'
import type { SessionState } from '../session-state.ts'

/**
 * Answers a request for the access token of Google's clients, where nothing that they call with it goes live: a test
 * whose calls to Vertex are on its cassette needs no credentials. All others pass, and none is recorded.
 */
export function answerToken(session: SessionState, { method, url }: InterceptedRequest): Handling {
  const { mode, placeholderKeys } = session.input.options()
  const isNeedless = placeholderKeys && !mayGoLive(mode, { hasRecordings: true }) && hasVertexCalls(session)
  const response = isNeedless ? answerGoogleToken(method, url) : undefined
  return response === undefined ? { kind: 'pass' } : { kind: 'respond', response }
}

function hasVertexCalls({ lookUp }: SessionState): boolean {
  try {
    const entries = [...lookUp.playback().entries(), ...lookUp.imported.all().map(({ entry }) => entry)]
    return entries.some((entry) => isVertex(entry.usage()?.provider) || isVertex(providerOf(entry.call().request.url)))
  } catch {
    // A cassette that cannot be read says so where a call is looked up on it.
    return false
  }
}

function providerOf(url: string): string | undefined {
  return URL.canParse(url) ? identifyProvider('unknown', new URL(url)) : undefined
}

function isVertex(provider: string | undefined): boolean {
  return provider === 'vertex'
}
