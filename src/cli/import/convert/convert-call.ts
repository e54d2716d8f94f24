import type { Call, Headers } from '../../../cassette/call.ts'
import { requestKey } from '../../../key/request-key.ts'
import type { ResolvedOptions } from '../../../options/options.ts'
import { isMetered } from '../../../providers/looks-like-llm-api.ts'
import { recordCall } from '../../../session/answer/record-call.ts'
import type { RequestRedactor } from '../../../session/answer/redact-request.ts'
import { decodeUtf8 } from '../../../text/decode/decode-utf8.ts'
import { socketUrl } from '../../../text/urls/socket-url.ts'
import type { ForeignCall, ForeignMessage } from '../foreign-call.ts'
import { plausibleDate } from '../plausible-times.ts'
import { headerOf } from '../read/read-headers.ts'
import { convertResponse } from './convert-response.ts'
import { decodeBody } from './decode-body.ts'
import type { Remarks } from './remarks.ts'
import { soundCall } from './sound-call.ts'

/** What calls are converted with. */
export interface Conversion {
  readonly options: ResolvedOptions
  readonly redactor: RequestRedactor
  /** Request headers that are filled in where a recording lacks them. */
  readonly fill: Headers
  /** Date of the file, for calls that have none: ISO 8601. */
  readonly date: string
  readonly lost: Remarks
  readonly filled: Remarks
}

/** What became of a call. */
export type Converted =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'left-out'; readonly why: string }

/** A call to an LLM host. */
interface MatchedCall {
  readonly foreign: ForeignCall
  readonly url: URL
  readonly provider: string
}

/** Turns a call of another tool into one of a cassette: decompressed, redacted, with the key that it is found by. */
export function convertCall({ foreign: recorded, url, provider }: MatchedCall, conversion: Conversion): Converted {
  const { options, redactor, lost } = conversion
  const foreign = soundCall(recorded, lost)
  const body = requestBody(foreign, url)
  if (body.kind === 'damaged') return { kind: 'left-out', why: `a request body: ${body.why}` }
  const response = convertResponse(foreign, conversion)
  if (response.kind === 'damaged') return { kind: 'left-out', why: `a response body: ${response.why}` }
  noteLost(foreign, lost)
  const isSocket = response.raw.rawSocket !== undefined
  // A WebSocket over HTTP/2 begins with CONNECT (RFC 8441).
  const method = isSocket ? 'GET' : foreign.method.toUpperCase()
  if (!METHOD.test(method)) return { kind: 'left-out', why: `a request: its method is ${JSON.stringify(method)}` }
  const headers = fillHeaders(foreign, url, conversion)
  const redacted = redactor.redact({ method, url: isSocket ? socketUrl(url) : url, headers, body: body.bytes }, options)
  const recording = recordCall({
    ...redacted,
    key: requestKey(redacted.request, options),
    captured: { kind: 'response', response: response.raw },
    provider,
    recordErrors: true,
    keepHeaders: options.keepHeaders,
    recordedAt: dateOf(foreign, conversion),
  })
  return recording.kind === 'recorded'
    ? { kind: 'call', call: recording.call }
    : { kind: 'left-out', why: `a response: ${recording.cause}` }
}

/** A client asks for a tunnel by CONNECT, and for an answer in it. */
const METHOD = /^(?!CONNECT$|TRACE$)[A-Z]{3,20}$/
/** What a filter puts in the place of a body. */
const FILTERED = /^\W*(?:redacted|filtered|sanitized|removed|hidden|scrubbed)\W*$/iu

function requestBody({ method, request, response }: ForeignCall, url: URL): ReturnType<typeof decodeBody> {
  const stored = request.body ?? new Uint8Array()
  const decoded = decodeBody(stored, saysOf(request))
  if (decoded.kind === 'damaged' || response.socket !== undefined || !isMetered(url, method, 200)) return decoded
  if (headerOf(request.headers, 'content-length') === '0') return decoded
  const isMissing = decoded.bytes.length === 0 || FILTERED.test(decodeUtf8(decoded.bytes.subarray(0, 40)) ?? '')
  return isMissing ? { kind: 'damaged', why: 'it was not recorded, so that nothing can be found by it' } : decoded
}

/** What the headers of a message say of its body. */
function saysOf({ headers }: ForeignMessage): { readonly encoding: string; readonly type: string } {
  return { encoding: headerOf(headers, 'content-encoding'), type: headerOf(headers, 'content-type') }
}

function noteLost({ request, response, duration }: ForeignCall, lost: Remarks): void {
  if (hasLostHeaders(request)) lost.note('the request headers of', 'call')
  if (response.socket !== undefined) return
  if (hasLostHeaders(response)) lost.note('the response headers of', 'call')
  if (response.isRewritten === true) lost.note('the exact bytes of', 'response')
  if (duration === undefined) lost.note('the times of', 'call')
}

// Nobody sends a body without a word about it.
function hasLostHeaders({ headers, body = new Uint8Array() }: ForeignMessage): boolean {
  return headers === undefined || (Object.keys(headers).length === 0 && body.length > 0)
}

const VERSION = 'anthropic-version'
/** What clients send where nothing else is asked for: it counts in the key. */
const ANTHROPIC_VERSION = '2023-06-01'

function fillHeaders({ request }: ForeignCall, url: URL, { fill, filled }: Conversion): Headers {
  // Bodies are decompressed by now.
  const { 'content-encoding': _encoding, ...headers } = request.headers ?? {}
  const added: Record<string, Headers[string]> = {}
  for (const [name, value] of Object.entries(fill)) {
    if (headers[name] !== undefined) continue
    added[name] = value
    // Only its name: the value may be a credential.
    filled.note(`${name} in`, 'call')
  }
  if (url.hostname === 'api.anthropic.com' && (headers[VERSION] ?? added[VERSION]) === undefined) {
    added[VERSION] = ANTHROPIC_VERSION
    filled.note(`${VERSION}: ${ANTHROPIC_VERSION} in`, 'call')
  }
  return { ...headers, ...added }
}

function dateOf({ recordedAt, response }: ForeignCall, { date, filled }: Conversion): string {
  const known = plausibleDate(recordedAt) ?? plausibleDate(headerOf(response.headers, 'date'))
  if (known !== undefined) return known
  filled.note('the date of the file in', 'call')
  return date
}
