import type { Transform } from 'node:stream'

import { encodingsOf, isZlibWrapped } from '../../process/decompress.ts'

const NONE = new Uint8Array()

/**
 * Undoes the content-encoding of a body, piece by piece, so that the boundaries which the wire had stay known.
 *
 * @param chunks - the pieces as they arrived; never modified
 * @param contentEncoding - value of the `content-encoding` header, `''` for none
 * @returns one decoded piece for each one given (some may be empty), or `undefined` when the encoding is unknown or the
 * bytes are not in it: the body is then best kept as it is
 */
export async function decodeContent(
  chunks: readonly Uint8Array[],
  contentEncoding: string,
): Promise<readonly Uint8Array[] | undefined> {
  let decoded: readonly Uint8Array[] = chunks
  for (const encoding of encodingsOf(contentEncoding).toReversed()) {
    const decoder = createDecoder(encoding, decoded)
    if (decoder === undefined) return undefined
    try {
      decoded = await runDecoder(decoder, decoded)
    } catch {
      // A body that does not match its header reaches the caller as it is; so it is kept as it is.
      return undefined
    }
  }
  return decoded
}

function createDecoder(encoding: string, chunks: readonly Uint8Array[]): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  // A stream that was stopped early ends in the middle of its compressed frame; a sync flush gives what there is.
  const partial = { finishFlush: zlib.constants.Z_SYNC_FLUSH }
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(partial)
    case 'deflate':
      return isZlibWrapped(chunks.find(({ byteLength }) => byteLength > 0) ?? NONE)
        ? zlib.createInflate(partial)
        : zlib.createInflateRaw(partial)
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH })
    case 'zstd':
      return zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush })
    default:
      return undefined
  }
}

async function runDecoder(decoder: Transform, chunks: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {})
  decoder.on('error', reject)
  let pieces: Uint8Array[] = []
  decoder.on('data', (piece: Uint8Array) => pieces.push(piece))
  const decoded: Uint8Array[] = []
  for (const chunk of chunks) {
    await Promise.race([failed, write(decoder, chunk)])
    decoded.push(Buffer.concat(pieces))
    pieces = []
  }
  const ended = new Promise((resolve) => decoder.once('end', resolve))
  decoder.end()
  await Promise.race([failed, ended])
  decoder.destroy()
  const last = decoded.pop() ?? new Uint8Array()
  decoded.push(Buffer.concat([last, ...pieces]))
  return decoded
}

function write(decoder: Transform, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    decoder.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}
