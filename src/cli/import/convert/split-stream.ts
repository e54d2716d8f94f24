import type { Chunk } from '../../../cassette/call.ts'

const SPLITTERS: readonly (readonly [type: RegExp, split: (bytes: Buffer) => readonly number[]])[] = [
  [/^text\/event-stream\b/iu, (bytes) => splitText(bytes, /(?<=\r?\n\r?\n)(?=.)/su)],
  [/^application\/(?:x-)?(?:ndjson|jsonl|json-?lines|stream\+json)\b/iu, (bytes) => splitText(bytes, /(?<=\n)(?=.)/su)],
  [/^application\/vnd\.amazon\.eventstream\b/iu, splitFrames],
]

/**
 * Cuts the body of a stream into its events, where a recording has not kept how it arrived: one chunk each, all of them
 * at once.
 *
 * @returns undefined where the body is not a stream
 */
export function splitStream(body: Uint8Array, contentType: string): readonly Chunk[] | undefined {
  const splitter = SPLITTERS.find(([type]) => type.test(contentType))
  if (splitter === undefined || body.length === 0) return undefined
  return splitter[1](Buffer.from(body)).map((size) => ({ size, at: 0 }))
}

function splitText(bytes: Buffer, boundary: RegExp): readonly number[] {
  return bytes
    .toString('latin1')
    .split(boundary)
    .map((event) => event.length)
}

// Each begins with its length. https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
function splitFrames(bytes: Buffer): readonly number[] {
  const sizes: number[] = []
  for (let offset = 0; offset < bytes.length;) {
    const said = bytes.length - offset >= 4 ? bytes.readUInt32BE(offset) : 0
    const size = said >= 16 && said <= bytes.length - offset ? said : bytes.length - offset
    sizes.push(size)
    offset += size
  }
  return sizes
}
