/** What `fetch` was asked for, where nothing else in it makes a difference. */
export interface PlainRequest {
  /** In upper case. */
  readonly method: string
  /** Without a fragment. */
  readonly url: URL
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly signal: AbortSignal | undefined
}

interface PlainBody {
  readonly bytes: Uint8Array
  /** What `fetch` names it where the caller does not. */
  readonly contentType?: string
}

const METHODS: ReadonlySet<unknown> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
/** Options that change nothing in an answer, as long as they have one of these values. */
const HARMLESS_OPTIONS: readonly (readonly [name: string, values: readonly unknown[]])[] = [
  ['mode', ['cors']],
  ['redirect', ['follow', 'manual', 'error']],
  ['credentials', ['omit', 'same-origin', 'include']],
  ['keepalive', [true, false]],
  ['duplex', ['half']],
]
const OTHER_OPTIONS: readonly string[] = [
  'cache',
  'dispatcher',
  'integrity',
  'priority',
  'referrer',
  'referrerPolicy',
  'window',
]
/**
 * Headers that `fetch` sets or refuses by itself, that ask for another protocol, and `origin`, for which a DOM wants
 * more of an answer.
 */
const OTHER_HEADERS =
  /^(?:connection|content-length|expect|host|keep-alive|origin|sec-websocket-key|te|trailer|transfer-encoding|upgrade)$/
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
/** What `fetch` takes off both ends of a value: less than `trim()` does. */
const HTTP_SPACE = /^[\t ]+|[\t ]+$/g
const NO_BYTES = new Uint8Array()

/** Says whether `fetch` takes a header. */
export function isHeader(name: string, value: string): boolean {
  return HEADER_NAME.test(name) && HEADER_VALUE.test(value)
}

/**
 * Reads the parameters of a call to `fetch`, without using anything up. It may throw where they do when they are read.
 *
 * @returns the request; undefined for `Request` objects, streams, forms, rare options, and whatever `fetch` may refuse
 */
export function readPlainRequest(input: unknown, init: unknown): PlainRequest | undefined {
  const options = init ?? {}
  if (!isOptions(options) || !isHarmless(options)) return undefined
  const method = methodOf(options)
  const url = urlOf(input)
  const body = method === undefined ? undefined : bodyOf(options.body, method)
  const headers = body === undefined ? undefined : headersOf(options.headers, body.contentType)
  if (
    method === undefined ||
    url === undefined ||
    body === undefined ||
    headers === undefined ||
    !isPending(options.signal)
  )
    return undefined
  return { method, url, headers, body: body.bytes, signal: options.signal ?? undefined }
}

interface FetchOptions extends Readonly<Record<string, unknown>> {}

function isOptions(value: unknown): value is FetchOptions {
  return typeof value === 'object' && value !== null
}

function isHarmless(options: FetchOptions): boolean {
  return (
    OTHER_OPTIONS.every((name) => options[name] === undefined) &&
    HARMLESS_OPTIONS.every(([name, values]) => options[name] === undefined || values.includes(options[name]))
  )
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

// `fetch` brings the usual ones to upper case, but not `patch`, however it is spelled.
function methodOf({ method = 'GET' }: FetchOptions): string | undefined {
  if (typeof method !== 'string') return undefined
  const upper = method.toUpperCase()
  return METHODS.has(upper) && (upper !== 'PATCH' || method === upper) ? upper : undefined
}

function urlOf(input: unknown): URL | undefined {
  if (typeof input !== 'string' && !(input instanceof URL)) return undefined
  const url = URL.parse(String(input))
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined
  // An empty fragment is not in `hash`, but in the text.
  if (url.href.includes('#')) url.hash = ''
  return url
}

function isPending(signal: unknown): signal is AbortSignal | undefined | null {
  return isAbsent(signal) || (signal instanceof AbortSignal && !signal.aborted)
}

function bodyOf(body: unknown, method: string): PlainBody | undefined {
  if (isAbsent(body)) return { bytes: NO_BYTES }
  if (method === 'GET' || method === 'HEAD') return undefined
  if (typeof body === 'string') return { bytes: Buffer.from(body), contentType: 'text/plain;charset=UTF-8' }
  if (body instanceof URLSearchParams)
    return { bytes: Buffer.from(String(body)), contentType: 'application/x-www-form-urlencoded;charset=UTF-8' }
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body) }
  return ArrayBuffer.isView(body) ? { bytes: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) } : undefined
}

function headersOf(given: unknown, contentType: string | undefined): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null)
  for (const pair of pairsOf(given)) {
    const [name, value] = isList(pair) ? pair : []
    if (typeof name !== 'string' || typeof value !== 'string' || !isHeader(name, value)) return undefined
    const key = name.toLowerCase()
    if (OTHER_HEADERS.test(key)) return undefined
    const bare = value.replaceAll(HTTP_SPACE, '')
    headers[key] = headers[key] === undefined ? bare : `${headers[key]}, ${bare}`
  }
  if (contentType !== undefined) headers['content-type'] ??= contentType
  headers['accept'] ??= '*/*'
  return headers
}

// A `Headers`, a list of pairs, or an object. What else can be iterated may be so only once.
function pairsOf(given: unknown): Iterable<unknown> {
  if (given === undefined) return []
  if (given instanceof Headers || Array.isArray(given)) return given
  const isPlain =
    typeof given === 'object' &&
    given !== null &&
    !(Symbol.iterator in given) &&
    Object.getOwnPropertySymbols(given).length === 0
  return isPlain ? Object.entries(given) : [undefined]
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length === 2
}
