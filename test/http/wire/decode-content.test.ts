import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'

import { assert, asyncProperty, constantFrom, nat, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { decodeContent } from '../../../src/http/wire/decode-content.ts'

const TEXT = 'data: {"delta":"Hello"}\n\ndata: {"delta":" there"}\n\n'.repeat(3)

/** Cuts bytes into three pieces. */
function cut(bytes: Uint8Array): Uint8Array[] {
  const third = Math.floor(bytes.byteLength / 3)
  return [bytes.subarray(0, third), bytes.subarray(third, third * 2), bytes.subarray(third * 2)]
}

async function decodeText(chunks: readonly Uint8Array[], encoding: string): Promise<string | undefined> {
  const decoded = await decodeContent(chunks, encoding)
  return decoded === undefined ? undefined : Buffer.concat([...decoded]).toString()
}

/** Reads what a stream holds now: one `read()` gives only the first piece of it on Node.js 26. */
function readAll(stream: Transform): Buffer {
  const pieces: Buffer[] = []
  for (let piece: unknown = stream.read(); Buffer.isBuffer(piece); piece = stream.read()) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('decodeContent undoes', () => {
  test('gzip', async () => {
    expect(await decodeText(cut(zlib.gzipSync(TEXT)), 'gzip')).toBe(TEXT)
  })

  test('x-gzip, in any case', async () => {
    expect(await decodeText(cut(zlib.gzipSync(TEXT)), 'X-GZIP')).toBe(TEXT)
  })

  test('deflate in the zlib format', async () => {
    expect(await decodeText(cut(zlib.deflateSync(TEXT)), 'deflate')).toBe(TEXT)
  })

  test('deflate without the zlib format', async () => {
    expect(await decodeText(cut(zlib.deflateRawSync(TEXT)), 'deflate')).toBe(TEXT)
  })

  test('br', async () => {
    expect(await decodeText(cut(zlib.brotliCompressSync(TEXT)), 'br')).toBe(TEXT)
  })

  test('zstd', async () => {
    expect(await decodeText(cut(zlib.zstdCompressSync(TEXT)), 'zstd')).toBe(TEXT)
  })

  test('stacked encodings, the last one first', async () => {
    expect(await decodeText(cut(zlib.brotliCompressSync(zlib.gzipSync(TEXT))), 'gzip, br')).toBe(TEXT)
  })

  test('gzip of several members', async () => {
    expect(await decodeText([zlib.gzipSync('one '), zlib.gzipSync('two')], 'gzip')).toBe('one two')
  })

  test('identity and no encoding by leaving the pieces as they are', async () => {
    const chunks = [Buffer.from('a'), Buffer.from('b')]
    expect(await decodeContent(chunks, 'identity')).toEqual(chunks)
    expect(await decodeContent(chunks, '')).toEqual(chunks)
  })

  test('what any cut made of any bytes', async () => {
    await assert(
      asyncProperty(
        uint8Array({ maxLength: 2000 }),
        constantFrom('gzip', 'deflate', 'br', 'zstd'),
        nat(100),
        async (bytes, encoding, at) => {
          const encode = {
            gzip: zlib.gzipSync,
            deflate: zlib.deflateSync,
            br: zlib.brotliCompressSync,
            zstd: zlib.zstdCompressSync,
          }[encoding]
          const encoded = encode(bytes)
          const decoded = await decodeContent([encoded.subarray(0, at), encoded.subarray(at)], encoding)
          expect(decoded).toHaveLength(2)
          expect(Buffer.concat([...(decoded ?? [])]).equals(bytes)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('decodeContent keeps boundaries', () => {
  test('where the server flushed between its pieces', async () => {
    const gzip = zlib.createGzip()
    const encoded: Buffer[] = []
    for (const piece of ['one', 'two', 'three']) {
      gzip.write(piece)
      await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, () => resolve()))
      encoded.push(readAll(gzip))
    }
    const decoded = await decodeContent(encoded, 'gzip')
    expect(decoded?.map((piece) => Buffer.from(piece).toString())).toEqual(['one', 'two', 'three'])
  })

  test('with a piece for each one given, some of them empty', async () => {
    const encoded = zlib.gzipSync(TEXT)
    expect(
      await decodeContent([encoded.subarray(0, 4), encoded.subarray(4, 10), encoded.subarray(10)], 'gzip'),
    ).toHaveLength(3)
  })

  test('without changing what it was given', async () => {
    const encoded = zlib.gzipSync(TEXT)
    const before = Buffer.from(encoded)
    await decodeContent([encoded], 'gzip')
    expect(encoded.equals(before)).toBe(true)
  })
})

describe('decodeContent of a body that stops early', () => {
  test('gives what a gzip frame holds up to there', async () => {
    const gzip = zlib.createGzip()
    gzip.write('so far')
    await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, () => resolve()))
    const encoded: Buffer = readAll(gzip)
    expect(await decodeText([encoded], 'gzip')).toBe('so far')
  })

  test('gives what a br frame holds up to there', async () => {
    const brotli = zlib.createBrotliCompress()
    brotli.write('so far')
    await new Promise<void>((resolve) => brotli.flush(zlib.constants.BROTLI_OPERATION_FLUSH, () => resolve()))
    const encoded: Buffer = readAll(brotli)
    expect(await decodeText([encoded], 'br')).toBe('so far')
  })

  test('gives what a zstd frame holds up to there', async () => {
    const zstd = zlib.createZstdCompress()
    zstd.write('so far')
    await new Promise<void>((resolve) => zstd.flush(zlib.constants.ZSTD_e_flush, () => resolve()))
    const encoded: Buffer = readAll(zstd)
    expect(await decodeText([encoded], 'zstd')).toBe('so far')
  })

  test('of no bytes gives no bytes', async () => {
    expect(await decodeText([], 'gzip')).toBe('')
  })
})

describe('decodeContent is undefined', () => {
  test('for an unknown encoding', async () => {
    expect(await decodeText([Buffer.from('x')], 'compress')).toBeUndefined()
  })

  test('for bytes that are not gzip', async () => {
    expect(await decodeText([Buffer.from('{"plain": true}')], 'gzip')).toBeUndefined()
  })

  test('for gzip that breaks in a later piece', async () => {
    const encoded = zlib.gzipSync(TEXT)
    const broken = Buffer.from(encoded)
    broken.fill(0xff, 20, 40)
    expect(await decodeText(cut(broken), 'gzip')).toBeUndefined()
  })

  test('for bytes that are not zstd', async () => {
    expect(await decodeText([Buffer.from('plain text, and enough of it')], 'zstd')).toBeUndefined()
  })

  test('for bytes that are not br', async () => {
    expect(await decodeText([Buffer.alloc(64, 0xff)], 'br')).toBeUndefined()
  })
})
