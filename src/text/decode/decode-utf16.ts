/** A text in UTF-16. */
export interface Utf16Text {
  readonly text: string
  /** Where it begins, in bytes: behind the byte order mark. */
  readonly at: number
  /** Spells another text in the same order of bytes. */
  readonly encode: (text: string) => Uint8Array
}

/** So many bytes tell the order where no mark does. */
const SAMPLE = 256

/**
 * Decodes bytes that are UTF-16: they begin with a byte order mark, or one of the two bytes of most characters is zero,
 * as in texts of Latin letters.
 *
 * @returns the text, of half as many units as there are bytes; undefined where the bytes are anything else
 */
export function decodeUtf16(bytes: Uint8Array): Utf16Text | undefined {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (mark === 0xff_fe || mark === 0xfe_ff) return decoded(bytes, 2, mark === 0xfe_ff)
  const sample = bytes.subarray(0, SAMPLE)
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  // Seven characters in ten.
  const enough = sample.length * 0.35
  if (sample.length < 16 || Math.max(even, odd) < enough || Math.min(even, odd) > 0) return undefined
  return decoded(bytes, 0, even > odd)
}

function decoded(bytes: Uint8Array, at: number, isBigEndian: boolean): Utf16Text {
  const swap = (units: Buffer): Buffer => (isBigEndian ? units.swap16() : units)
  // An odd byte at the end is not a character.
  const whole = Buffer.from(bytes.subarray(at, at + Math.floor((bytes.byteLength - at) / 2) * 2))
  return {
    text: swap(whole).toString('utf16le'),
    at,
    encode: (text) => swap(Buffer.from(text, 'utf16le')),
  }
}
