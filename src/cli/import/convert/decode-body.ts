import { decompress } from '../../../process/decompress.ts'
import { decodeUtf8 } from '../../../text/decode/decode-utf8.ts'

/** A stored body without its compression. */
export type DecodedBody =
  | { readonly kind: 'decoded'; readonly bytes: Uint8Array; readonly wasCompressed: boolean }
  | { readonly kind: 'damaged'; readonly why: string }

/** What a file that is compressed by itself is sent as. */
const PACKED_TYPE = /^application\/(?:x-)?(?:gzip|zstd)\b/iu

/**
 * Decompresses a body by its first bytes: of the recordings that say `content-encoding: gzip`, most hold the text. Only
 * `br` and `deflate` have no such mark, and are believed where the bytes are not text.
 *
 * @param says - its headers, as one text each
 */
export function decodeBody(
  stored: Uint8Array,
  says: { readonly encoding: string; readonly type: string },
): DecodedBody {
  if (PACKED_TYPE.test(says.type)) return { kind: 'decoded', bytes: stored, wasCompressed: false }
  if (startsWith(stored, [0x1f, 0xef, 0xbf, 0xbd]))
    return { kind: 'damaged', why: 'it is compressed, and was stored as a text that has lost bytes' }
  const bytes = startsWith(stored, [0x1f, 0xc2, 0x8b, 0x08]) ? fromLatin1(stored) : stored
  const encoding = encodingOf(bytes, says.encoding)
  if (encoding === undefined) return { kind: 'decoded', bytes, wasCompressed: false }
  const decoded = decompress(bytes, encoding)
  return decoded === undefined
    ? { kind: 'damaged', why: `it cannot be decompressed (${encoding})` }
    : { kind: 'decoded', bytes: decoded, wasCompressed: true }
}

function encodingOf(bytes: Uint8Array, said: string): string | undefined {
  if (startsWith(bytes, [0x1f, 0x8b, 0x08])) return 'gzip'
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd'
  const named = /\b(?:br|deflate)\b/iu.exec(said)?.[0].toLowerCase()
  return named !== undefined && decodeUtf8(bytes) === undefined ? named : undefined
}

// A byte a character, as some serializers write bytes.
function fromLatin1(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('utf8'), 'latin1')
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}
