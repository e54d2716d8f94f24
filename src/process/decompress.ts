/** Far above any request of a test; a small body that unfolds to more than memory holds is left as it came. */
const LARGEST = 256 * 1024 * 1024

/**
 * Undoes the content-encoding of a whole body.
 *
 * @param encodings - value of the `content-encoding` header: the order in which they were applied
 * @returns the body; undefined where an encoding is unknown, or the bytes are not in it
 */
export function decompress(bytes: Uint8Array, encodings: string): Uint8Array | undefined {
  try {
    return encodingsOf(encodings).reduceRight((body, name) => decoderOf(name)(body), bytes)
  } catch {
    // Some send a header that says what the bytes are not: then they are best taken as they are.
    return undefined
  }
}

/**
 * Lists the encodings that a `content-encoding` header names, in the order in which they were applied, without those
 * that change nothing.
 */
export function encodingsOf(header: string): readonly string[] {
  return header
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
}

/** Bytes that were packed, and how to pack others like them. */
export interface Unpacked {
  readonly bytes: Uint8Array
  readonly pack: (bytes: Uint8Array) => Uint8Array
}

/** How gzip and zlib (RFC 1950, section 2.2, by its levels) begin. */
const PACKED: ReadonlyMap<number, 'gzip' | 'deflate'> = new Map([
  [0x1f_8b, 'gzip'],
  [0x78_01, 'deflate'],
  [0x78_5e, 'deflate'],
  [0x78_9c, 'deflate'],
  [0x78_da, 'deflate'],
])

function formatOf([first = 0, second = 0]: Uint8Array): 'gzip' | 'deflate' | undefined {
  return PACKED.get(first * 256 + second)
}

/** Whether bytes begin as gzip or zlib do. */
export function isPacked(bytes: Uint8Array): boolean {
  return formatOf(bytes) !== undefined
}

/**
 * Unpacks bytes that are gzip or zlib by themselves, such as a file that is uploaded.
 *
 * @returns what was packed; undefined where the bytes are anything else
 */
export function unpack(bytes: Uint8Array): Unpacked | undefined {
  const format = formatOf(bytes)
  const plain = format === undefined ? undefined : decompress(bytes, format)
  if (plain === undefined) return undefined
  const zlib = process.getBuiltinModule('node:zlib')
  return {
    bytes: plain,
    pack: format === 'gzip' ? (others) => zlib.gzipSync(others) : (others) => zlib.deflateSync(others),
  }
}

/**
 * Whether bytes under the name "deflate" are in the zlib format, which RFC 9110 means by it, or raw, as some send them;
 * RFC 1950 distinguishes them by 4 bits.
 */
export function isZlibWrapped(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8
}

function decoderOf(name: string): (bytes: Uint8Array) => Uint8Array {
  const zlib = process.getBuiltinModule('node:zlib')
  const options = { maxOutputLength: LARGEST }
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return (bytes) => zlib.gunzipSync(bytes, options)
    case 'deflate':
      return (bytes) => (isZlibWrapped(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options))
    case 'br':
      return (bytes) => zlib.brotliDecompressSync(bytes, options)
    case 'zstd':
      return (bytes) => zlib.zstdDecompressSync(bytes, options)
    default:
      throw new Error(`unknown encoding: ${name}`)
  }
}
