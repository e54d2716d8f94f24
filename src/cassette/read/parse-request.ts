import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Headers, RecordedRequest } from '../call.ts'
import type { Continuation } from '../form/continuation.ts'
import type { PlainValue } from '../form/write-yaml.ts'
import { isPlain } from '../template/fill/read-template.ts'
import { brokenCassette, type Place } from './broken-cassette.ts'
import { isCount, readFields } from './field-reader.ts'
import { assertOneForm, parseMultipart, parsePlainBody } from './parse-body.ts'
import { parseHeaders } from './parse-header.ts'

/** What a request says of its body, where that is JSON. */
export type RequestJson =
  | { readonly kind: 'json'; readonly value: PlainValue }
  | { readonly kind: 'continues'; readonly plan: Continuation }

/**
 * Reads what a request says of its body, where that is JSON.
 *
 * @param value - the data of the request
 * @returns its JSON value, or how it continues an earlier one; undefined where it has another body or none
 * @throws {RewindCassetteError} when it is a continuation of another kind
 */
export function parseRequestJson(value: unknown, place: Place): RequestJson | undefined {
  const body = isRecord(value) ? value['body'] : undefined
  if (!isRecord(body)) return undefined
  if (body['continues'] !== undefined) return { kind: 'continues', plan: parseContinuation(body, place) }
  if (body['json'] === undefined) return undefined
  assertOneForm(body, place)
  return isPlain(body['json']) ? { kind: 'json', value: body['json'] } : undefined
}

/**
 * Reads a whole request.
 *
 * @param json - its body, where that is JSON
 * @throws {RewindCassetteError} when a part is missing or of another kind
 */
export function parseRequest(value: unknown, place: Place, json: PlainValue | undefined): RecordedRequest {
  if (!isRecord(value)) throw brokenCassette(place, "expected 'request' with method and url")
  const read = readFields(value, place)
  const headers = parseHeaders(value['headers'], place)
  return {
    method: read.text('method'),
    url: read.text('url'),
    headers,
    body: parseBody(value['body'], place, { json, headers }),
  }
}

function parseBody(
  body: unknown,
  place: Place,
  { json, headers }: { readonly json: PlainValue | undefined; readonly headers: Headers },
): Uint8Array {
  if (json !== undefined) return new TextEncoder().encode(JSON.stringify(json))
  if (!isRecord(body) || body['multipart'] === undefined) return parsePlainBody(body, place)
  return parseMultipart(body, [headers['content-type']].flat()[0], place)
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
