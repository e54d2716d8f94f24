import { isPacked } from '../../process/decompress.ts'
import { decodeBody } from '../bytes.ts'

/** The byte order marks of UTF-16. */
const MARKS: ReadonlySet<number> = new Set([0xff_fe, 0xfe_ff])

/** Whether bytes begin as text does, in UTF-8 or UTF-16, or as what is packed. */
export function isReadable(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  if (isPacked(bytes) || MARKS.has(first * 256 + second)) return true
  const isWide = (first === 0) !== (second === 0)
  if (isWide) return bytes.every((byte, index) => byte !== 0 || (index % 2 === 0) === (first === 0))
  return bytes.every(isOfText) && decodeBody(bytes) !== undefined
}

function isOfText(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d
}
