import { isRecord, type UnknownRecord } from '../text/is-record.ts'
import { readBody, type BodyForm } from './body-form.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'
import {
  USAGE_COUNTS,
  type Call,
  type CassetteHeader,
  type Chunk,
  type Headers,
  type RecordedRequest,
  type RecordedResponse,
  type ResponseEnd,
  type Usage,
} from './call.ts'
import type { Continuation } from './continuation.ts'
import type { JsonObject } from './exact-json.ts'
import { isCount, readFields } from './field-reader.ts'
import { parseSocket } from './socket-form.ts'
import type { PlainValue } from './write-yaml.ts'

const TEXT_FORMS = ['text', 'base64', 'file'] as const
const LINE_BREAKS: readonly unknown[] = [undefined, 'crlf']

/**
 * Reads the first document of a cassette.
 *
 * @throws {RewindCassetteError} when it is no header
 */
export function parseHeader(value: unknown, place: Place): CassetteHeader {
  if (!isRecord(value) || typeof value['rewind'] !== 'number' || value['rewind'] < 1) {
    throw brokenCassette(place, "is no cassette: its first document must begin with 'rewind: 1'")
  }
  const { rewind, test, rules } = value
  return { rewind, test: typeof test === 'string' ? test : '', ...(typeof rules === 'string' ? { rules } : {}) }
}

/** Parts of a call that are decoded already, or by others. */
export interface CallParts {
  readonly document: Place
  readonly request: Place
  /** Gives the whole body of a request whose body is a JSON object. */
  readonly body: () => JsonObject | undefined
  readonly response: () => RecordedResponse
  readonly usage: () => Usage | undefined
}

/**
 * Reads a whole call.
 *
 * @param parts - what of it is decoded elsewhere
 * @throws {RewindCassetteError} when a part is missing or of another kind
 */
export function parseCall(document: UnknownRecord, parts: CallParts): Call {
  const read = readFields(document, parts.document)
  const usage = parts.usage()
  return {
    key: read.text('key', ''),
    request: parseRequest(document['request'], parts),
    response: parts.response(),
    ...(usage === undefined ? {} : { usage }),
    recordedAt: read.text('recordedAt', ''),
    ...(document['late'] === true ? { late: true } : {}),
  }
}

/**
 * Reads what a request says of its body, where that is JSON.
 *
 * @param value - the data of the request
 * @returns its JSON value, or how it continues an earlier one; undefined where it has another body or none
 * @throws {RewindCassetteError} when it is a continuation of another kind
 */
export function parseRequestJson(
  value: unknown,
  place: Place,
):
  | { readonly kind: 'json'; readonly value: PlainValue }
  | { readonly kind: 'continues'; readonly plan: Continuation }
  | undefined {
  const body = isRecord(value) ? value['body'] : undefined
  if (!isRecord(body)) return undefined
  if (body['continues'] !== undefined) return { kind: 'continues', plan: parseContinuation(body, place) }
  if (body['json'] === undefined) return undefined
  assertOneForm(body, place)
  return isPlain(body['json']) ? { kind: 'json', value: body['json'] } : undefined
}

/**
 * Reads a response. Chunks of a body that was edited are fitted to it: the boundaries stay, the last one takes the
 * rest.
 *
 * @throws {RewindCassetteError} when a part is missing or of another kind
 */
export function parseResponse(value: unknown, place: Place): RecordedResponse {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'response' with a status")
  const body = parseBody(value['body'], place)
  const { statusText, trailers } = value
  const socket = parseSocket(value, place)
  const read = readFields(value, place)
  return {
    status: parseStatus(value['status'], place),
    ...(typeof statusText === 'string' ? { statusText } : {}),
    headers: parseHeaders(value['headers'], place),
    body,
    ...(value['chunks'] === undefined
      ? {}
      : { chunks: fitChunks(parseChunks(value['chunks'], place), body.byteLength) }),
    ...(trailers === undefined ? {} : { trailers: parseHeaders(trailers, place) }),
    ...(socket === undefined ? {} : { socket }),
    end: parseEnd(value['end'], place),
    latency: read.count('latency', 0),
    duration: read.count('duration', 0),
  }
}

/**
 * Reads the usage of a call.
 *
 * @param value - its data; undefined where a call has none
 * @throws {RewindCassetteError} when it is no usage
 */
export function parseUsage(value: unknown, place: Place): Usage | undefined {
  if (value === undefined || value === null) return undefined
  if (!isRecord(value)) throw brokenCassette(place, "expected 'usage' to be a mapping")
  const read = readFields(value, place)
  const counts: { -readonly [Key in (typeof USAGE_COUNTS)[number]]?: number } = {}
  for (const name of USAGE_COUNTS) {
    if (value[name] !== undefined) counts[name] = read.count(name)
  }
  return { provider: read.text('provider', 'unknown'), model: read.text('model', 'unknown'), ...counts }
}

function parseRequest(value: unknown, parts: CallParts): RecordedRequest {
  const place = parts.request
  if (!isRecord(value)) throw brokenCassette(place, "expected 'request' with method and url")
  const read = readFields(value, place)
  return {
    method: read.text('method'),
    url: read.text('url'),
    headers: parseHeaders(value['headers'], place),
    body: encodeObject(parts.body()) ?? parseBody(value['body'], place),
  }
}

function encodeObject(value: JsonObject | undefined): Uint8Array | undefined {
  return value === undefined ? undefined : encodeJson(value)
}

function parseContinuation(value: UnknownRecord, place: Place): Continuation {
  const { json, extend } = value
  if (json !== undefined && !(isRecord(json) && isPlain(json)))
    throw brokenCassette(place, "expected 'json' beside 'continues' to be a mapping")
  if (extend !== undefined && !isRecord(extend)) throw brokenCassette(place, "expected 'extend' to be a mapping")
  const extensions = Object.entries(extend ?? {}).map(([key, entry]) => {
    if (!isExtension(entry))
      throw brokenCassette(place, `expected 'extend: ${key}' with 'keep' (a number) and 'add' (a list)`)
    return [key, entry]
  })
  return {
    continues: readFields(value, place).count('continues'),
    extend: Object.fromEntries(extensions),
    json: json ?? {},
  }
}

function isExtension(value: unknown): value is { readonly keep: number; readonly add: readonly PlainValue[] } {
  return (
    isRecord(value) &&
    isCount(value['keep']) &&
    Number.isInteger(value['keep']) &&
    Array.isArray(value['add']) &&
    value['add'].every(isPlain)
  )
}

function isPlain(value: unknown): value is PlainValue & JsonObject {
  if (Array.isArray(value)) return value.every(isPlain)
  if (isRecord(value)) return Object.values(value).every(isPlain)
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function parseBody(value: unknown, place: Place): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array()
  assertOneForm(value, place)
  if (value['json'] !== undefined) return encodeJson(value['json'])
  if (!isBodyForm(value))
    throw brokenCassette(
      place,
      "expected the 'text', 'base64' or 'file' of 'body' to be a text (quoted, where it is a number), and 'lineBreaks' crlf or left out",
    )
  try {
    return readBody(value, place.source.readSideFile)
  } catch (error) {
    if (error instanceof SyntaxError) throw brokenCassette(place, "has a 'base64' that is not base64", { cause: error })
    throw error
  }
}

function assertOneForm(value: unknown, place: Place): asserts value is UnknownRecord {
  const forms = isRecord(value) ? ['json', ...TEXT_FORMS].filter((name) => value[name] !== undefined) : []
  if (forms.length !== 1) throw brokenCassette(place, "expected 'body' with one of json, text, base64, file")
}

function isBodyForm(value: UnknownRecord): value is BodyForm & UnknownRecord {
  return (
    TEXT_FORMS.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    LINE_BREAKS.includes(value['lineBreaks'])
  )
}

function parseHeaders(value: unknown, place: Place): Headers {
  if (value === undefined || value === null) return {}
  if (!isHeaders(value)) throw brokenCassette(place, "expected 'headers' to be texts, or lists of texts, by name")
  return Object.fromEntries(Object.entries(value))
}

function isHeaders(value: unknown): value is Headers {
  if (!isRecord(value)) return false
  return Object.values(value).every(
    (item) => typeof item === 'string' || (Array.isArray(item) && item.every((part) => typeof part === 'string')),
  )
}

function parseChunks(value: unknown, place: Place): Chunk[] {
  if (!Array.isArray(value)) throw brokenCassette(place, "expected 'chunks' to be a list of [bytes, milliseconds]")
  return value.map((item: unknown) => {
    const [size, at] = Array.isArray(item) ? item : []
    if (!isCount(size) || !Number.isInteger(size) || !isCount(at))
      throw brokenCassette(place, "expected each of 'chunks' to be [bytes, milliseconds]")
    return { size, at }
  })
}

function fitChunks(chunks: readonly Chunk[], length: number): readonly Chunk[] {
  if (chunks.reduce((sum, { size }) => sum + size, 0) === length) return chunks
  const fitted: Chunk[] = []
  let left = length
  for (const chunk of chunks) {
    const size = Math.min(chunk.size, left)
    if (size > 0) fitted.push({ size, at: chunk.at })
    left -= size
  }
  const last = fitted.pop() ?? { size: 0, at: 0 }
  return last.size + left > 0 ? [...fitted, { size: last.size + left, at: last.at }] : fitted
}

// 0 where the caller went away before the answer.
function parseStatus(value: unknown, place: Place): number {
  if (typeof value === 'number' && Number.isInteger(value) && (value === 0 || (value >= 100 && value <= 599)))
    return value
  throw brokenCassette(place, "expected 'status' to be a number from 100 to 599, or 0 for no answer")
}

function parseEnd(value: unknown, place: Place): ResponseEnd {
  switch (value) {
    case undefined:
    case 'complete':
      return 'complete'
    case 'aborted':
    case 'cut':
      return value
    default:
      throw brokenCassette(place, "expected 'end' to be complete, aborted or cut")
  }
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
