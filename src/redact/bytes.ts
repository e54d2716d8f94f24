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
  return decodeUtf8(value) ?? decodeCutText(value)
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
