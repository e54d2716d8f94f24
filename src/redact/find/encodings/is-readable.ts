import { isPacked } from '../../../process/decompress.ts'

/** The byte order marks of UTF-16. */
const MARKS: ReadonlySet<number> = new Set([0xff_fe, 0xfe_ff])

/** Whether bytes begin as text does, in UTF-8 or UTF-16, or as what is packed. */
export function isReadable(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  if (isPacked(bytes) || MARKS.has(first * 256 + second)) return true
  const isWide = (first === 0) !== (second === 0)
  if (isWide) return bytes.every((byte, index) => byte !== 0 || (index % 2 === 0) === (first === 0))
  return isText(bytes)
}

// Not with a decoder: one that throws takes 10 µs, and hashes that are none look like text up to there.
function isText(bytes: Uint8Array): boolean {
  let more = 0
  for (const byte of bytes) {
    if (more > 0) {
      if (byte >> 6 !== 0b10) return false
      more -= 1
    } else if (byte < 0x80) {
      if (!isPrinted(byte)) return false
    } else {
      more = bytesBehind(byte)
      if (more === 0) return false
    }
  }
  // The last character may be cut off.
  return true
}

function isPrinted(byte: number): boolean {
  // The last one begins a colour.
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1b
}

function bytesBehind(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
}
