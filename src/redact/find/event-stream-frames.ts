/** A frame of an AWS event stream, by offsets in its body. */
export interface Frame {
  readonly start: number
  readonly headersAt: number
  readonly payloadAt: number
  /** Where its last checksum begins. */
  readonly payloadEnd: number
  readonly end: number
}

const PRELUDE = 12
const CHECKSUM = 4
const SHORTEST = PRELUDE + CHECKSUM

/**
 * Finds the frames of an AWS event stream: its lengths and both of its checksums are right.
 *
 * @see https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 * @returns the whole frames that it begins with; none for any other body
 */
export function framesOf(body: Uint8Array): readonly Frame[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const frames: Frame[] = []
  let start = 0
  while (start + SHORTEST <= body.byteLength) {
    const end = start + view.getUint32(start)
    const payloadAt = start + PRELUDE + view.getUint32(start + 4)
    if (end < start + SHORTEST || end > body.byteLength || payloadAt > end - CHECKSUM) break
    if (crc32(body.subarray(start, start + 8)) !== view.getUint32(start + 8)) break
    if (crc32(body.subarray(start, end - CHECKSUM)) !== view.getUint32(end - CHECKSUM)) break
    frames.push({ start, headersAt: start + PRELUDE, payloadAt, payloadEnd: end - CHECKSUM, end })
    start = end
  }
  return frames
}

/** Makes a frame, with its lengths and checksums. */
export function encodeFrame(headers: Uint8Array, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(SHORTEST + headers.byteLength + payload.byteLength)
  const view = new DataView(frame.buffer)
  view.setUint32(0, frame.byteLength)
  view.setUint32(4, headers.byteLength)
  view.setUint32(8, crc32(frame.subarray(0, 8)))
  frame.set(headers, PRELUDE)
  frame.set(payload, PRELUDE + headers.byteLength)
  view.setUint32(frame.byteLength - CHECKSUM, crc32(frame.subarray(0, frame.byteLength - CHECKSUM)))
  return frame
}

function crc32(bytes: Uint8Array): number {
  return process.getBuiltinModule('node:zlib').crc32(bytes)
}
