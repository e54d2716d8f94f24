import { scanJson } from './plan/scan-json.ts'

/** Bytes of a frame around its headers and payload: two lengths, and the checksums of these and of all. */
const PRELUDE = 12
const CHECKSUM = 4
const STRING_TYPE = 7
const WRAPPED = /^\{"bytes":"([A-Za-z0-9+/]+={0,2})"/
const HEADER = /^(:?[\w-]+): ([^\n]*)$/

/**
 * Reads the frames of an AWS event stream.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 * @returns the text of each frame, its headers a line each and then its payload, JSON in base64 decoded; undefined
 *   where a frame is none, or would not be the same when it is written again
 */
export function readFrames(bytes: Uint8Array): readonly string[] | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const events: string[] = []
  for (let at = 0; at < buffer.length;) {
    if (buffer.length - at < PRELUDE + CHECKSUM) return undefined
    const size = buffer.readUInt32BE(at)
    if (size < PRELUDE + CHECKSUM || at + size > buffer.length) return undefined
    const frame = buffer.subarray(at, at + size)
    const event = readFrame(frame)
    if (event === undefined || !writeFrame(event).equals(frame)) return undefined
    events.push(event)
    at += size
  }
  return events.length === 0 ? undefined : events
}

/**
 * Writes a frame.
 *
 * @param event - as {@link readFrames} returns it
 */
export function writeFrame(event: string): Buffer {
  const lines = event.split('\n')
  const headers: Buffer[] = []
  let count = 0
  for (; ; count += 1) {
    const [, name, value] = HEADER.exec(lines[count] ?? '') ?? []
    if (name === undefined || value === undefined) break
    headers.push(writeHeader(name, value))
  }
  const head = Buffer.concat(headers)
  const payload = Buffer.from(wrap(lines.slice(count).join('\n')))
  const frame = Buffer.alloc(PRELUDE + head.length + payload.length + CHECKSUM)
  const { crc32 } = process.getBuiltinModule('node:zlib')
  frame.writeUInt32BE(frame.length, 0)
  frame.writeUInt32BE(head.length, 4)
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8)
  head.copy(frame, PRELUDE)
  payload.copy(frame, PRELUDE + head.length)
  frame.writeUInt32BE(crc32(frame.subarray(0, -CHECKSUM)), frame.length - CHECKSUM)
  return frame
}

function readFrame(frame: Buffer): string | undefined {
  const headersEnd = PRELUDE + frame.readUInt32BE(4)
  if (headersEnd > frame.length - CHECKSUM) return undefined
  const lines: string[] = []
  for (let at = PRELUDE; at < headersEnd;) {
    const nameEnd = at + 1 + (frame[at] ?? 0)
    if (nameEnd + 3 > headersEnd || frame[nameEnd] !== STRING_TYPE) return undefined
    const valueEnd = nameEnd + 3 + frame.readUInt16BE(nameEnd + 1)
    if (valueEnd > headersEnd) return undefined
    lines.push(`${frame.toString('utf8', at + 1, nameEnd)}: ${frame.toString('utf8', nameEnd + 3, valueEnd)}`)
    at = valueEnd
  }
  return [...lines, unwrap(frame.toString('utf8', headersEnd, frame.length - CHECKSUM))].join('\n')
}

function writeHeader(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)]
  const head = Buffer.from([key.length, ...key, STRING_TYPE, 0, 0])
  head.writeUInt16BE(text.length, head.length - 2)
  return Buffer.concat([head, text])
}

// What a model sends, Bedrock wraps: `{"bytes":"<base64 of JSON>","p":"<padding>"}`.
function unwrap(payload: string): string {
  const base64 = WRAPPED.exec(payload)?.[1]
  if (base64 === undefined) return payload
  const inner = Buffer.from(base64, 'base64').toString()
  return inner.startsWith('{') && !inner.includes('\n') ? payload.replace(`"${base64}"`, () => inner) : payload
}

function wrap(payload: string): string {
  if (!payload.startsWith('{"bytes":{')) return payload
  const inner = scanJson(payload, 0)?.nodes.find(({ path }) => path === 'bytes')
  if (inner === undefined) return payload
  const base64 = Buffer.from(payload.slice(inner.start, inner.end)).toString('base64')
  return `${payload.slice(0, inner.start)}"${base64}"${payload.slice(inner.end)}`
}
