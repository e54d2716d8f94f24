/** Far above any request of a test; a small body that unfolds to more than memory holds is left as it came. */
const LARGEST = 256 * 1024 * 1024
const GZIP_MAGIC = [0x1f, 0x8b, 0x08]

/**
 * Undoes the content-encoding of a whole body.
 *
 * @param encodings - value of the `content-encoding` header: the order in which they were applied
 * @returns the body; undefined where an encoding is unknown, or the bytes are not in it
 */
export function decompress(bytes: Uint8Array, encodings: string): Uint8Array | undefined {
  const names = encodings
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
  try {
    return names.reduceRight((body, name) => decoderOf(name)(body), bytes)
  } catch {
    // Some send a header that says what the bytes are not: then they are best taken as they are.
    return undefined
  }
}

/** Bytes that were packed, and how to pack others like them. */
export interface Unpacked {
  readonly bytes: Uint8Array
  readonly pack: (bytes: Uint8Array) => Uint8Array
}

/**
 * Unpacks bytes that are gzip or zlib by themselves, such as a file that is uploaded.
 *
 * @returns what was packed; undefined where the bytes are anything else
 */
export function unpack(bytes: Uint8Array): Unpacked | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  if (GZIP_MAGIC.every((byte, index) => bytes[index] === byte))
    return unpacked(decompress(bytes, 'gzip'), (unpackedBytes) => zlib.gzipSync(unpackedBytes))
  // RFC 1950: the method with a usual window, and a check of both bytes.
  if (bytes[0] === 0x78 && (bytes[0] * 256 + (bytes[1] ?? 0)) % 31 === 0)
    return unpacked(decompress(bytes, 'deflate'), (unpackedBytes) => zlib.deflateSync(unpackedBytes))
  return undefined
}

function unpacked(bytes: Uint8Array | undefined, pack: Unpacked['pack']): Unpacked | undefined {
  return bytes === undefined ? undefined : { bytes, pack }
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
