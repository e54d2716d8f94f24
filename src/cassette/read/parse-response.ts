import { compareTexts } from '../../text/compare-texts.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { USAGE_COUNTS, type Headers, type RecordedResponse, type ResponseEnd, type Usage } from '../call.ts'
import { readArrival } from '../form/arrival.ts'
import { completeMeta } from '../form/meta.ts'
import { parseSocket } from '../form/socket-form.ts'
import type { PlainValue } from '../form/write-yaml.ts'
import { writeFrame } from '../template/aws-frames.ts'
import { fillBody } from '../template/fill/fill-body.ts'
import { UnknownHole } from '../template/fill/filling.ts'
import { MalformedBody, readTemplate } from '../template/fill/read-template.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'
import { readFields } from './field-reader.ts'
import { assertOneForm, parsePlainBody } from './parse-body.ts'
import { parseHeaders } from './parse-header.ts'

/** Where the parts of a body are that its response does not have. */
export interface ResponseSources {
  /** Asked only where the body refers to it. */
  readonly answer: () => PlainValue | undefined
  /** The body of the request, where that is JSON; asked likewise. */
  readonly request: () => PlainValue | undefined
  /** The last line of the call. */
  readonly meta: UnknownRecord
}

/**
 * Reads a response.
 *
 * @throws {RewindCassetteError} when a part is missing or of another kind
 */
export function parseResponse(value: unknown, place: Place, sources: ResponseSources): RecordedResponse {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'response' with a status")
  const meta = completeAt(place, sources.meta)
  const { bytes, recordSizes } = parseBody(value['body'], place, { ...sources, meta })
  const { statusText, trailers } = value
  const socket = parseSocket(value, meta['times'], place)
  const chunks = readArrival(meta, { length: bytes.byteLength, recordSizes })
  if (chunks === 'malformed')
    throw brokenCassette(place, "has 'chunks', 'sizes' or 'times' that are not numbers in the short form")
  const [latency, duration] = parseTimes(meta['ms'], place)
  return {
    status: parseStatus(value['status'], { place, isSocket: socket !== undefined }),
    ...(typeof statusText === 'string' ? { statusText } : {}),
    headers: joinHeaders(parseHeaders(value['headers'], place), parseHeaders(meta['headers'], place)),
    body: bytes,
    ...(chunks === undefined ? {} : { chunks }),
    ...(trailers === undefined ? {} : { trailers: parseHeaders(trailers, place) }),
    ...(socket === undefined ? {} : { socket }),
    end: parseEnd(value['end'], place),
    latency,
    duration,
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
  return {
    provider: read.text('provider', 'unknown'),
    model: read.text('model', 'unknown'),
    ...(value['tier'] === undefined ? {} : { tier: read.text('tier', '') }),
    ...counts,
  }
}

/** The forms of a body that is put together. */
const TEMPLATES = ['json', 'events', 'said'] as const

interface ParsedBody {
  readonly bytes: Uint8Array
  readonly recordSizes: () => readonly number[]
}

function parseBody(value: unknown, place: Place, sources: ResponseSources): ParsedBody {
  if (!isRecord(value) || TEMPLATES.every((form) => value[form] === undefined)) {
    const bytes = parsePlainBody(value, place)
    return { bytes, recordSizes: () => [bytes.byteLength] }
  }
  assertOneForm(value, place)
  try {
    const template = readTemplate(value, sources.meta)
    if (template === undefined) throw new MalformedBody("expected 'json', 'events' or 'said'")
    const { text, records } = fillBody(template, {
      get answer() {
        return sources.answer()
      },
      get request() {
        return sources.request()
      },
      readFile: place.source.readSideFile,
    })
    if (value['frames'] === true) return encodeFrames(records)
    return {
      bytes: new TextEncoder().encode(text),
      recordSizes: () => records.map((record) => Buffer.byteLength(record)),
    }
  } catch (error) {
    if (error instanceof UnknownHole)
      throw brokenCassette(
        place,
        `has a body with '${error.hole}', which has no value: a part of the request, of the answer, or of the last line of the call, is missing`,
      )
    // A SyntaxError is of a text in a template that has no end.
    if (error instanceof MalformedBody || error instanceof RangeError || error instanceof SyntaxError)
      throw brokenCassette(place, `has a body that cannot be put together: ${error.message}`, { cause: error })
    throw error
  }
}

function encodeFrames(records: readonly string[]): ParsedBody {
  const frames = records.map(writeFrame)
  return { bytes: new Uint8Array(Buffer.concat(frames)), recordSizes: () => frames.map((frame) => frame.byteLength) }
}

function joinHeaders(headers: Headers, more: Headers): Headers {
  const added = Object.entries(more)
  if (added.length === 0) return headers
  return Object.fromEntries(
    [...Object.entries(headers), ...added].toSorted(([left], [right]) => compareTexts(left, right)),
  )
}

function completeAt(place: Place, meta: UnknownRecord): UnknownRecord {
  try {
    return completeMeta(meta, place.source.readSideFile)
  } catch (error) {
    if (error instanceof SyntaxError) throw brokenCassette(place, 'names a file that is not JSON', { cause: error })
    throw error
  }
}

function parseTimes(value: unknown, place: Place): readonly [number, number] {
  if (value === undefined) return [0, 0]
  const [latency, duration]: readonly unknown[] = Array.isArray(value) ? value : []
  if (typeof latency !== 'number' || typeof duration !== 'number' || latency < 0 || duration < 0)
    throw brokenCassette(place, "expected 'ms' to be [until the headers, until the end]")
  return [latency, duration]
}

// 0 where the caller went away before the answer. Of those below 200, only 101 ends a response: that of a WebSocket.
function parseStatus(value: unknown, at: { readonly place: Place; readonly isSocket: boolean }): number {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (value === 0 || (value >= 200 && value <= 599) || (value === 101 && at.isSocket)) return value
  }
  throw brokenCassette(
    at.place,
    `expected 'status' to be a number from 200 to 599, or 0 for no answer, but it is ${JSON.stringify(value)}`,
  )
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
