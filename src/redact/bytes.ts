import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import type { Replacement } from './replacement.ts'

/** A part of a body, by offsets of bytes, and what replaces it. */
export interface ByteReplacement {
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
}

/** Gives the bytes as text with one character for each of them: `TextDecoder`'s "latin1" is windows-1252. */
export function toLatin1(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
}

/**
 * Decodes a body.
 *
 * @returns its text, without a character that was cut off at its end; undefined where it is binary
 */
export function decodeBody(value: Uint8Array): string | undefined {
  // No text begins so. A decoder that throws takes 10 µs, and a body may have thousands of encoded parts.
  const [first = 0] = value
  if (first >= 0xf8 || (first >= 0x80 && first < 0xc2)) return undefined
  return decodeUtf8(value) ?? (isCut(value) ? decodeCutText(value) : undefined)
}

// Whether the last bytes begin a character that needs more.
function isCut(value: Uint8Array): boolean {
  return [1, 2, 3].some((count) => {
    const lead = value.at(-count) ?? 0
    return lead >= 0xc2 && (count === 1 || lead >= (count === 2 ? 0xe0 : 0xf0))
  })
}

// A stream that was cut can end within a character: `stream` leaves that rest alone, instead of calling it all binary.
function decodeCutText(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value, { stream: true })
  } catch {
    // Not UTF-8: the caller searches bytes instead.
    return undefined
  }
}

/** Turns what was found in a text into parts of its UTF-8 bytes. */
export function toByteReplacements(text: string, found: readonly Replacement[]): readonly ByteReplacement[] {
  let characters = 0
  let bytes = 0
  const advance = (to: number): number => {
    bytes += Buffer.byteLength(text.slice(characters, to))
    characters = to
    return bytes
  }
  return found.map(({ start, end, as }) => ({ start: advance(start), end: advance(end), bytes: Buffer.from(as) }))
}

/** Moves replacements that were found in a part of a body to where the part is. */
export function moveReplacements(found: readonly ByteReplacement[], by: number): readonly ByteReplacement[] {
  return found.map(({ start, end, bytes }) => ({ start: start + by, end: end + by, bytes }))
}

/**
 * Carries replacements out.
 *
 * @param found - by offset, none overlapping another
 * @returns the same object where there are none
 */
export function applyToBytes(value: Uint8Array, found: readonly ByteReplacement[]): Uint8Array {
  if (found.length === 0) return value
  const pieces: Uint8Array[] = []
  let done = 0
  for (const { start, end, bytes } of found) {
    pieces.push(value.subarray(done, start), bytes)
    done = end
  }
  pieces.push(value.subarray(done))
  return new Uint8Array(Buffer.concat(pieces))
}
