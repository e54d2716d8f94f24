import type * as codecModule from '@smithy/eventstream-codec'

import { parseJson } from '../../text/decode/parse-json.ts'
import { at } from './value-at.ts'

/** A frame's length is in its first four bytes; the shortest has a prelude, two checksums and nothing else. */
const LENGTH_BYTES = 4
const SHORTEST_FRAME = 16

/**
 * Reads the JSON values of an AWS event stream: Bedrock's Converse events, and the events of a model's own that its
 * invoke stream wraps in base64.
 *
 * @returns the values in the order of the wire; broken frames, and what is not JSON, are left out
 */
export function readEventStream(body: Uint8Array): readonly unknown[] {
  const frames = splitFrames(body)
  if (frames.length === 0) return []
  const codec = createCodec()
  return frames.map((frame) => unwrap(parseJson(payloadOf(codec, frame))))
}

/**
 * Says whether a body begins with a frame of an AWS event stream, for responses whose content type is not known.
 */
export function looksLikeEventStream(body: Uint8Array): boolean {
  if (body.byteLength < SHORTEST_FRAME) return false
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const length = view.getUint32(0)
  // No text begins with a zero byte.
  return body[0] === 0 && length >= SHORTEST_FRAME && length <= body.byteLength && view.getUint32(4) < length
}

function splitFrames(body: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const frames: Uint8Array[] = []
  let start = 0
  while (start + LENGTH_BYTES <= body.byteLength) {
    const length = view.getUint32(start)
    if (length < SHORTEST_FRAME || start + length > body.byteLength) break
    frames.push(body.subarray(start, start + length))
    start += length
  }
  return frames
}

// Loaded for Bedrock's streams only: it takes longer than most tests.
function createCodec(): codecModule.EventStreamCodec {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
  const { EventStreamCodec }: typeof codecModule = require('@smithy/eventstream-codec')
  return new EventStreamCodec(
    (bytes) => new TextDecoder().decode(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes),
    (text) => new TextEncoder().encode(text),
  )
}

function payloadOf(codec: codecModule.EventStreamCodec, frame: Uint8Array): string {
  try {
    return new TextDecoder().decode(codec.decode(frame).body)
  } catch {
    // Its checksum does not fit: what it says cannot be relied on.
    return ''
  }
}

function unwrap(event: unknown): unknown {
  const wrapped = at(event, ['bytes'])
  // What agents wrap is text.
  return typeof wrapped === 'string' ? (parseJson(Buffer.from(wrapped, 'base64').toString('utf8')) ?? event) : event
}
