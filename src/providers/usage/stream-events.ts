import type * as parserModule from 'eventsource-parser'

import type { Headers } from '../../cassette/call.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { looksLikeEventStream, readEventStream } from './event-stream.ts'

/**
 * Reads the JSON objects that a response body carries: one of a plain body, one per event of an SSE stream, one per
 * line of NDJSON, one per element of Gemini's JSON-array stream, one per frame of an AWS event stream. What is not JSON
 * (`[DONE]`, a line cut off) is passed over.
 *
 * @returns the objects in the order of the wire; none for a binary body
 */
export function readEvents(headers: Headers, body: Uint8Array): readonly UnknownRecord[] {
  const type = headerText(headers, 'content-type').toLowerCase()
  if (type.startsWith('application/vnd.amazon.eventstream') || (type === '' && looksLikeEventStream(body))) {
    return readEventStream(body).filter(isRecord)
  }
  if (BINARY.test(type)) return []
  const text = new TextDecoder().decode(body)
  return parseEvents(type, text).filter(isRecord)
}

/**
 * Reads one header as text.
 *
 * @returns its value, the first of several, or '' where there is none
 */
export function headerText(headers: Headers, name: string): string {
  const value = headers[name] ?? ''
  return typeof value === 'string' ? value : (value[0] ?? '')
}

const BINARY = /^(?:audio|image|video)\/|^application\/(?:octet-stream|zip|pdf)/u
const SSE_START = /^(?:\uFEFF)?(?:\r?\n)*(?:data|event|id|retry)?:/u

function parseEvents(type: string, text: string): readonly unknown[] {
  if (type.includes('text/event-stream') || SSE_START.test(text)) return parseServerSentEvents(text)
  const whole = parseJson(text)
  if (Array.isArray(whole)) return whole
  if (whole !== undefined) return [whole]
  // A text file has many lines, and each that is not JSON would cost an exception.
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => parseJson(line))
}

function parseServerSentEvents(text: string): readonly unknown[] {
  const events: unknown[] = []
  // Loaded for streams only: it takes 2 ms of a test file.
  const { createParser }: typeof parserModule = process.getBuiltinModule('node:module').createRequire(import.meta.url)(
    'eventsource-parser',
  )
  const parser = createParser({ onEvent: (event) => events.push(parseJson(event.data)) })
  // An event counts only once a blank line ends it, and some streams end without their last one.
  parser.feed(`${text}\n\n`)
  return events
}
