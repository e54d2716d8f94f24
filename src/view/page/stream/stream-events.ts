import { createParser } from 'eventsource-parser'

import { parseJson } from '../../../text/decode/parse-json.ts'
import { findDelta, type Delta } from './delta-text.ts'

/** One event of a stream. */
export interface StreamEvent {
  /** Milliseconds from the request: when its last byte had come. */
  readonly at: number
  readonly bytes: number
  /** Its name, such as `content_block_delta`. */
  readonly type: string
  /** What it adds to what a person reads. */
  readonly delta: Delta
  /** As it came, without its framing. */
  readonly raw: string
}

/** One piece of a body. */
export interface Piece {
  readonly size: number
  /** Milliseconds from the request. */
  readonly at: number
}

/** The pieces of a body from their sizes and times in turn. */
export function piecesOf(chunks: readonly number[], latency: number): readonly Piece[] {
  const pieces: Piece[] = []
  for (let index = 0; index + 1 < chunks.length; index += 2)
    pieces.push({ size: chunks[index] ?? 0, at: latency + (chunks[index + 1] ?? 0) })
  return pieces
}

/**
 * Splits a stream into events, each with the time at which it was complete: server-sent events, lines of JSON, frames
 * of an AWS event stream; anything else by its pieces.
 */
export function readStream(body: Uint8Array, pieces: readonly Piece[], type: string): readonly StreamEvent[] {
  const ends = timeline(pieces)
  const found = type.includes('amazon.eventstream') ? splitFrames(body) : splitText(body, type)
  const events = found.length > 0 ? found : splitPieces(body, pieces)
  return events.map(({ start, end, name, raw }) => {
    const value = parseJson(raw)
    return { at: timeAt(ends, end), bytes: end - start, type: name ?? typeOf(value, raw), delta: findDelta(value), raw }
  })
}

interface Span {
  readonly start: number
  readonly end: number
  readonly name?: string | undefined
  readonly raw: string
}

// One event after the other is given to the parser: only so is it known where each ended.
function splitText(body: Uint8Array, type: string): readonly Span[] {
  const text = new TextDecoder().decode(body)
  const isEvents = type.includes('event-stream') || /^(?:data|event|id|retry):/u.test(text)
  const pattern = isEvents ? /[^]*?(?:\r?\n\r?\n|$)/gu : /[^\n]*(?:\n|$)/gu
  const encoder = new TextEncoder()
  const spans: Span[] = []
  let start = 0
  for (const [block] of text.matchAll(pattern)) {
    if (block === '') continue
    const end = start + encoder.encode(block).length
    const event = isEvents ? readEvent(block) : { raw: block.trim() }
    if (event !== undefined && event.raw !== '') spans.push({ start, end, ...event })
    start = end
  }
  return spans.length > 1 ? spans : []
}

function readEvent(block: string): { readonly name?: string | undefined; readonly raw: string } | undefined {
  let found: { readonly name?: string | undefined; readonly raw: string } | undefined
  const parser = createParser({ onEvent: ({ event, data }) => void (found = { name: event, raw: data }) })
  parser.feed(`${block}\n\n`)
  return found
}

const PRELUDE = 12
const CHECKSUM = 4

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html: lengths, headers, payload, checksum.
function splitFrames(body: Uint8Array): readonly Span[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const spans: Span[] = []
  let start = 0
  while (start + PRELUDE + CHECKSUM <= body.length) {
    const end = start + view.getUint32(start)
    if (end <= start || end > body.length) break
    const payload = body.subarray(start + PRELUDE + view.getUint32(start + 4), end - CHECKSUM)
    spans.push({ start, end, raw: unwrap(new TextDecoder().decode(payload)) })
    start = end
  }
  return spans
}

// Bedrock wraps the events of a model's own in base64.
function unwrap(raw: string): string {
  const value = parseJson(raw)
  const bytes = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : undefined
  return typeof bytes === 'string'
    ? new TextDecoder().decode(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)))
    : raw
}

function splitPieces(body: Uint8Array, pieces: readonly Piece[]): readonly Span[] {
  let start = 0
  return pieces.map(({ size }) => {
    const end = start + size
    const span = { start, end, name: 'piece', raw: new TextDecoder().decode(body.subarray(start, end)) }
    start = end
    return span
  })
}

function timeline(pieces: readonly Piece[]): readonly { readonly end: number; readonly at: number }[] {
  let end = 0
  return pieces.map(({ size, at }) => {
    end += size
    return { end, at }
  })
}

// Binary search: a stream may have thousands of pieces and of events.
function timeAt(ends: readonly { readonly end: number; readonly at: number }[], offset: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle]?.end ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return ends[low]?.at ?? 0
}

function typeOf(value: unknown, raw: string): string {
  if (typeof value !== 'object' || value === null) return raw.length > 20 ? 'text' : raw
  const named = 'type' in value ? value.type : 'object' in value ? value.object : undefined
  return typeof named === 'string' ? named : (Object.keys(value)[0] ?? 'event')
}
