import { isPacked } from '../../../process/decompress.ts'
import { SECRET_PLACEHOLDER } from '../../placeholder.ts'
import type { Replacement } from '../../replacement.ts'
import { base64Stretches } from '../../shapes/base64-stretches.ts'
import { isReadable } from './is-readable.ts'

/** A stretch of characters that encodes bytes. */
interface EncodedRun {
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
  readonly encode: (bytes: Uint8Array) => string
}

/** Shorter ones hold no credential that is worth the search. */
const MINIMAL = 24
/** So many characters tell what the bytes are: 24 of base64 are 18 bytes, of which none by chance is all text. */
const SAMPLE = 24
const HEX = /^[0-9a-f]+$/i
const HEX_WITH_PREFIX = /^0x[0-9a-f]+$/i
/**
 * To unpack one takes 50 µs, however short it is. No traffic has so many in one text; in one that is made to be slow,
 * what is not looked at is taken out.
 */
const MOST_PACKED = 1000

/**
 * Finds secrets in what is encoded in base64 or hex within a text: other texts, also in UTF-16, and what is packed.
 * Images, sound, vectors and ids are told by their first bytes, and not looked at.
 *
 * @param change - takes secrets out of bytes; gives the same object where there are none
 * @returns each run that held one, encoded again, in padded base64 or in hex
 */
export function findInEncoded(text: string, change: (bytes: Uint8Array) => Uint8Array): readonly Replacement[] {
  const found: Replacement[] = []
  let packed = 0
  for (const { start, end, bytes, encode } of encodedRuns(text)) {
    if (isPacked(bytes) && (packed += 1) > MOST_PACKED) {
      found.push({ start, end, as: SECRET_PLACEHOLDER })
      continue
    }
    const changed = change(bytes)
    if (changed !== bytes) found.push({ start, end, as: encode(changed) })
  }
  return found
}

function* encodedRuns(text: string): Iterable<EncodedRun> {
  for (const { start: at, end } of base64Stretches(text, MINIMAL)) {
    const start = HEX_WITH_PREFIX.test(text.slice(at, at + SAMPLE)) ? at + 2 : at
    const run = text.slice(start, end)
    const encoding = encodingOf(run.slice(0, SAMPLE), run)
    if (encoding === undefined) continue
    const padded = encoding === 'hex' ? end : endOfPadding(text, end)
    yield { start, end: padded, bytes: Buffer.from(run, encoding), encode: encoderOf(run, encoding) }
  }
}

function encodingOf(sample: string, run: string): 'hex' | 'base64' | undefined {
  if (HEX.test(sample) && run.length % 2 === 0 && HEX.test(run))
    return isReadable(Buffer.from(sample, 'hex')) ? 'hex' : undefined
  return isReadable(Buffer.from(sample, 'base64')) ? 'base64' : undefined
}

function endOfPadding(text: string, end: number): number {
  if (text[end] !== '=') return end
  return text[end + 1] === '=' ? end + 2 : end + 1
}

function encoderOf(run: string, encoding: 'hex' | 'base64'): (bytes: Uint8Array) => string {
  if (encoding === 'hex')
    return (bytes) => {
      const hex = Buffer.from(bytes).toString('hex')
      return /[A-F]/.test(run) ? hex.toUpperCase() : hex
    }
  // Always in the same alphabet, and padded: which one it was may only the secret have shown, and a key must not tell.
  return (bytes) => Buffer.from(bytes).toString('base64')
}
