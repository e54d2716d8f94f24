import { respondToFetch, type FetchAnswer } from './fetch-response.ts'
import { isHeader, readPlainRequest, type PlainRequest } from './plain-request.ts'

/** What answers a request. */
export type RecordedAnswer = Pick<FetchAnswer, 'response' | 'speed'>

/** Finds a recorded response. Where it gives none, nothing was decided. */
export type FindAnswer = (request: PlainRequest) => RecordedAnswer | undefined

/** Recorded only of answers to HEAD. */
const FRAMING_HEADERS = /^(?:content-encoding|content-length|transfer-encoding)$/i

/**
 * Answers a call of `fetch` with a recorded response.
 *
 * @param input - as `fetch` takes it
 * @param init - as `fetch` takes it
 * @param find - finds what was recorded
 * @returns undefined where `fetch` itself is to be asked
 */
export function answerFetch(input: unknown, init: unknown, find: FindAnswer): Promise<Response> | undefined {
  const answer = findAnswer(input, init, find)
  return answer === undefined ? undefined : respondToFetch(answer)
}

function findAnswer(input: unknown, init: unknown, find: FindAnswer): FetchAnswer | undefined {
  try {
    const request = readPlainRequest(input, init)
    const answer = request === undefined ? undefined : find(request)
    if (request === undefined || answer === undefined) return undefined
    return { ...answer, method: request.method, url: request.url, signal: request.signal }
  } catch {
    // What cannot be read (a getter that throws, a buffer that was given away) is read again by `fetch`, which rejects
    // and never throws.
    return undefined
  }
}

/**
 * Says whether a recorded response can be given by the short way: whole, and with nothing that `fetch` would act on.
 * Others are rare, and end in more ways than one.
 */
export function isPlainResponse(response: RecordedAnswer['response']): boolean {
  const { status, statusText = '', end, headers } = response
  const isFinal = (status >= 200 && status < 300) || (status >= 400 && status < 600)
  // A cassette that was edited by hand may hold what no response takes, or a framing that its body has not.
  return (
    end === 'complete' &&
    isFinal &&
    isHeader('status', statusText) &&
    Object.entries(headers).every(
      ([name, value]) => !FRAMING_HEADERS.test(name) && [value].flat().every((item) => isHeader(name, item)),
    )
  )
}
