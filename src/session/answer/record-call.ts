import type { Call, RecordedRequest, RecordedResponse } from '../../cassette/call.ts'
import type { Captured } from '../../http/interceptor.ts'
import type { RawResponse } from '../../http/wire/capture-response.ts'
import { keyVariableOf } from '../../providers/name-provider.ts'
import { extractUsage } from '../../providers/usage/extract-usage.ts'
import { hasSaidAll } from '../../providers/usage/has-said-all.ts'
import { keepResponseHeaders } from '../../redact/allowed-headers.ts'
import { redactChunks } from '../../redact/redact-chunks.ts'
import { redactSession } from '../../redact/redact-session.ts'
import type { Redactor } from '../../redact/redactor.ts'

/** What became of a live exchange. */
export type Recording =
  | { readonly kind: 'recorded'; readonly call: Call }
  /** The answer, redacted: what it has cost shows in it. */
  | { readonly kind: 'not-recorded'; readonly cause: string; readonly response?: RecordedResponse }

/** A live exchange that is over. */
export interface FinishedExchange {
  readonly key: string
  /** As it is kept: redacted. */
  readonly request: RecordedRequest
  readonly captured: Captured
  readonly provider: string
  readonly redactor: Redactor
  readonly recordErrors: boolean
  /** Names of response headers to keep, beside the built-in ones. */
  readonly keepHeaders: readonly string[]
  /** ISO 8601. */
  readonly recordedAt: string
}

/**
 * Turns a live exchange into a call for the cassette, or says why it is not kept.
 *
 * @param exchange - what was sent and what came back
 * @returns the call, redacted and with its usage, or the cause
 */
export function recordCall(exchange: FinishedExchange): Recording {
  const { captured, recordErrors } = exchange
  if (captured.kind === 'none') {
    return captured.cause === 'aborted'
      ? { kind: 'recorded', call: buildCall(exchange, { ...UNANSWERED, duration: captured.duration }) }
      : { kind: 'not-recorded', cause: 'no answer: the connection failed or was closed' }
  }
  const response = endAtLastEvent(redactResponse(captured.response, exchange))
  const cause = causeNotToRecord(response, exchange.provider)
  if (cause !== undefined && !recordErrors) return { kind: 'not-recorded', cause, response }
  return { kind: 'recorded', call: buildCall(exchange, response) }
}

/** The caller went away before the server answered. */
const UNANSWERED = {
  status: 0,
  headers: {},
  body: new Uint8Array(),
  end: 'aborted',
  latency: 0,
} as const

// A client that leaves at `[DONE]` may or may not see the transport end: the packet that says so is a race.
function endAtLastEvent(response: RecordedResponse): RecordedResponse {
  const { end, headers, body } = response
  return end === 'aborted' && hasSaidAll(headers, body) ? { ...response, end: 'complete' } : response
}

function causeNotToRecord(response: RecordedResponse, provider: string): string | undefined {
  const { status } = response
  switch (status) {
    case 401:
      return `401: is ${keyVariableOf(provider) ?? 'the API key'} set and valid?`
    case 403:
      return '403: the key has no access to this model or project'
    case 408:
      return '408: the server timed out'
    case 409:
      return '409: conflict'
    case 429:
      return '429: rate limited or out of quota'
    default:
      if (status >= 500) return `${status}: the server failed`
      return response.end === 'cut' ? 'the server cut the stream' : undefined
  }
}

function buildCall(exchange: FinishedExchange, response: RecordedResponse): Call {
  const { key, request, provider, recordedAt } = exchange
  const usage = extractUsage({ url: request.url, provider, request, response })
  return { key, request, response, ...(usage === undefined ? {} : { usage }), recordedAt }
}

function redactResponse(response: RawResponse, exchange: FinishedExchange): RecordedResponse {
  const { redactor, request, keepHeaders } = exchange
  const { rawHeaders, rawTrailers, rawBody, rawSocket, statusText, chunks, ...rest } = response
  const head = {
    ...rest,
    ...(statusText === undefined ? {} : { statusText: redactor.text(statusText) }),
    headers: redactor.headers(keepResponseHeaders(rawHeaders, request.method, keepHeaders)),
    ...(rawSocket === undefined ? {} : { socket: redactSession(rawSocket, redactor) }),
    ...(rawTrailers === undefined ? {} : { trailers: redactor.headers(rawTrailers) }),
  }
  if (chunks === undefined) return { ...head, body: redactor.bytes(rawBody) }
  return { ...head, ...redactChunks(rawBody, chunks, redactor) }
}
