import { messageOf, RewindOptionsError } from '../errors.ts'
import type { InterceptedRequest } from '../http/interceptor.ts'
import { isBidirectional } from '../http/special-requests.ts'
import type { RewindRequest } from '../options/match-request.ts'
import type { RewindOptions } from '../options/options.ts'
import { parseJson } from '../text/decode/parse-json.ts'
import { isRecord } from '../text/unknown/is-record.ts'

/** The parts of a request that `match` is shown. */
type MatchedRequest = Pick<InterceptedRequest, 'method' | 'url' | 'headers' | 'body'>

const REMEDY = "return true or false from 'match' for every request; it must not be an async function"

/**
 * Asks the user's `match` about a request.
 *
 * @param request - its body is read
 * @throws {RewindOptionsError} when it throws, or says anything but true or false
 */
export async function applyMatch(
  match: NonNullable<RewindOptions['match']>,
  request: MatchedRequest,
): Promise<boolean> {
  const shown = await requestForMatch(request)
  const name = `${request.method} ${request.url.origin}${request.url.pathname}`
  let verdict: unknown
  try {
    verdict = match(shown)
  } catch (error) {
    throw new RewindOptionsError({
      summary: `'match' threw at ${name}: ${messageOf(error)}`,
      remedy: REMEDY,
      cause: error,
    })
  }
  if (typeof verdict === 'boolean') return verdict
  const described = verdict instanceof Promise ? 'a promise' : String(verdict)
  throw new RewindOptionsError({ summary: `'match' returned ${described} for ${name}`, remedy: REMEDY })
}

async function requestForMatch(request: MatchedRequest): Promise<RewindRequest> {
  // A body that has no end before its answer would hold both.
  const body = isBidirectional(request) ? '' : new TextDecoder().decode(await request.body())
  return {
    url: request.url.href,
    method: request.method,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : value.join(', '),
      ]),
    ),
    body,
    stream: asksForStream(request, body),
  }
}

// Streaming is asked for in the body (`stream: true` at its top), by Gemini and Bedrock in the path, by some in
// `accept`.
function asksForStream(request: MatchedRequest, body: string): boolean {
  if (/:streamGenerateContent$|-stream$/.test(request.url.pathname)) return true
  if (String(request.headers['accept'] ?? '').includes('text/event-stream')) return true
  const value = parseJson(body)
  return isRecord(value) && value['stream'] === true
}
