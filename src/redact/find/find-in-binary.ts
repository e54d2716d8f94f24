import { unpack } from '../../process/decompress.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { decodeUtf16 } from '../../text/decode/decode-utf16.ts'
import { parameterOf, splitMultipart } from '../../text/decode/split-multipart.ts'
import { applyToBytes, moveReplacements, toLatin1, type ByteReplacement } from '../bytes.ts'
import { SECRET_PLACEHOLDER } from '../placeholder.ts'
import type { Replacement } from '../replacement.ts'
import { isCredentialField } from '../shapes/credential-fields.ts'
import { encodeFrame, framesOf, type Frame } from './event-stream-frames.ts'

/** What a search in binary is made of. */
export interface BinarySearch {
  /** Finds in any bytes, by what they are. */
  readonly inBytes: (bytes: Uint8Array) => readonly ByteReplacement[]
  /** Finds in a body of text. */
  readonly inBody: (text: string) => readonly Replacement[]
  /** Finds in a text that is a part of something. */
  readonly inText: (text: string) => readonly Replacement[]
  /** Finds exact values in bytes, one character each. */
  readonly inLatin1: (latin1: string) => readonly Replacement[]
}

/**
 * Finds what is to be replaced in a body that is not text: in the parts of multipart, in the frames of an AWS event
 * stream, in what is packed, in UTF-16, and in the readable runs of anything else. What comes out is as well-formed as
 * what went in.
 */
export function findInBinary(bytes: Uint8Array, search: BinarySearch): readonly ByteReplacement[] {
  const parts = bytes[0] === 0x2d && bytes[1] === 0x2d ? splitMultipart(bytes, '') : undefined
  if (parts !== undefined && parts.length > 0) return findInParts(bytes, parts, search)
  const frames = framesOf(bytes)
  if (frames.length > 0) return findInFrames(bytes, frames, search)
  const unpacked = unpack(bytes)
  if (unpacked !== undefined) {
    const found = search.inBytes(unpacked.bytes)
    if (found.length === 0) return []
    return [{ start: 0, end: bytes.byteLength, bytes: unpacked.pack(applyToBytes(unpacked.bytes, found)) }]
  }
  const wide = decodeUtf16(bytes)
  if (wide !== undefined)
    return search.inBody(wide.text).map(({ start, end, as }) => ({
      start: wide.at + start * 2,
      end: wide.at + end * 2,
      bytes: wide.encode(as),
    }))
  return findInOpaque(bytes, search)
}

type Parts = NonNullable<ReturnType<typeof splitMultipart>>

function findInParts(bytes: Uint8Array, parts: Parts, search: BinarySearch): readonly ByteReplacement[] {
  const found: ByteReplacement[] = []
  const look = (start: number, end: number): void => {
    for (const one of moveReplacements(search.inBytes(bytes.subarray(start, end)), start)) found.push(one)
  }
  let done = 0
  for (const { headers, start, end } of parts) {
    // Delimiters and headers: a file may be named after a secret.
    look(done, start)
    const name = parameterOf(headers.get('content-disposition') ?? '', 'name') ?? ''
    const text = decodeUtf8(bytes.subarray(start, end))
    if (text !== undefined && isCredentialField(name, text))
      found.push({ start, end, bytes: Buffer.from(SECRET_PLACEHOLDER) })
    else look(start, end)
    done = end
  }
  look(done, bytes.byteLength)
  return found
}

/** What a frame says, as text. */
interface FrameText {
  readonly frame: Frame
  readonly text: string
  /** Around it, where the text is packed in base64: events of a model's own. */
  readonly wrapping: readonly [before: string, behind: string] | undefined
}

const WRAPPED = /^(\s*\{[^{}]*?"bytes"\s*:\s*")([A-Za-z0-9+/]*={0,2})("[\s\S]*)$/

// The texts of all frames are searched as one stream: a secret may be spread over several of them.
function findInFrames(bytes: Uint8Array, frames: readonly Frame[], search: BinarySearch): readonly ByteReplacement[] {
  const texts = frames.flatMap((frame) => textOfFrame(bytes, frame))
  const changed = new Map(redactTexts(texts, search).map(({ frame, payload }) => [frame, payload] as const))
  const withText = new Set(texts.map(({ frame }) => frame))
  const found: ByteReplacement[] = []
  for (const frame of frames) {
    const headers = bytes.subarray(frame.headersAt, frame.payloadAt)
    const payload = bytes.subarray(frame.payloadAt, frame.payloadEnd)
    const newHeaders = applyToBytes(headers, findInOpaque(headers, search))
    const newPayload =
      changed.get(frame) ?? (withText.has(frame) ? payload : applyToBytes(payload, findInOpaque(payload, search)))
    if (newHeaders !== headers || newPayload !== payload)
      found.push({ start: frame.start, end: frame.end, bytes: encodeFrame(newHeaders, newPayload) })
  }
  const rest = frames.at(-1)?.end ?? 0
  return [...found, ...moveReplacements(findInOpaque(bytes.subarray(rest), search), rest)]
}

function textOfFrame(bytes: Uint8Array, frame: Frame): readonly FrameText[] {
  const text = decodeUtf8(bytes.subarray(frame.payloadAt, frame.payloadEnd))
  if (text === undefined) return []
  const [, before = '', base64 = '', behind = ''] = WRAPPED.exec(text) ?? []
  const inner = base64 === '' ? undefined : decodeUtf8(Buffer.from(base64, 'base64'))
  return [
    inner === undefined
      ? { frame, text, wrapping: undefined }
      : { frame, text: inner, wrapping: [before, behind] as const },
  ]
}

function redactTexts(
  texts: readonly FrameText[],
  search: BinarySearch,
): readonly { readonly frame: Frame; readonly payload: Uint8Array }[] {
  const found = search.inBody(texts.map(({ text }) => text).join('\n'))
  const changed: { frame: Frame; payload: Uint8Array }[] = []
  let index = 0
  let at = 0
  for (const { frame, text, wrapping } of texts) {
    let result = ''
    let done = 0
    while ((found[index]?.end ?? 0) <= at && index < found.length) index += 1
    for (let next = found[index]; next !== undefined && next.start < at + text.length; next = found[(index += 1)]) {
      const from = Math.max(0, next.start - at)
      const to = Math.min(text.length, next.end - at)
      result += text.slice(done, from) + (next.start >= at ? next.as : '')
      done = to
      if (next.end > at + text.length) break
    }
    at += text.length + 1
    if (done === 0) continue
    const redacted = result + text.slice(done)
    const payload =
      wrapping === undefined ? redacted : wrapping[0] + Buffer.from(redacted).toString('base64') + wrapping[1]
    changed.push({ frame, payload: Buffer.from(payload) })
  }
  return changed
}

/** Shorter ones turn up in images and sound by chance. */
const READABLE_RUN = /[\t\r\n\u0020-\u007e]{12,}/g

// Formats that nobody knows here have lengths and offsets in them: what replaces a secret is as long as it was.
function findInOpaque(bytes: Uint8Array, search: BinarySearch): readonly ByteReplacement[] {
  const latin1 = toLatin1(bytes)
  const found: Replacement[] = [...search.inLatin1(latin1)]
  for (const { 0: run, index } of latin1.matchAll(READABLE_RUN)) {
    for (const { start, end, as } of search.inText(run)) found.push({ start: start + index, end: end + index, as })
  }
  const sorted = found.toSorted((left, right) => left.start - right.start)
  const replacements: ByteReplacement[] = []
  let done = 0
  for (const { start, end, as } of sorted) {
    const from = Math.max(start, done)
    if (from >= end) continue
    replacements.push({ start: from, end, bytes: Buffer.from(fillOf(as, end - from), 'latin1') })
    done = end
  }
  return replacements
}

function fillOf(as: string, length: number): string {
  return as.length > length ? '*'.repeat(length) : as.padEnd(length, '*')
}
