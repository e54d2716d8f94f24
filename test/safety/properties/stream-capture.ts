import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

import { array, asyncProperty, boolean, constantFrom, nat, option, oneof, record, string, uint8Array } from 'fast-check'

import type { RecordedResponse } from '../../../src/cassette/call.ts'
import { captureResponse } from '../../../src/http/wire/capture-response.ts'
import { replayResponse } from '../../../src/http/wire/replay-response.ts'
import { fuzzProperty, type FuzzProperty } from './fuzz-property.ts'

const ENCODERS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  none: (bytes: Uint8Array) => Buffer.from(bytes),
} as const

const piece = oneof(
  uint8Array({ minLength: 1, maxLength: 30 }),
  constantFrom('data: {"a":1}\n\n', 'event: x\r\ndata: ', '[DONE]', 'é😀', '\n', '\u0000').map(
    (text) => new Uint8Array(Buffer.from(text)),
  ),
  string({ unit: 'binary', minLength: 1 }).map((text) => new Uint8Array(Buffer.from(text))),
)

function responseOf(
  pieces: readonly Uint8Array[],
  init: { readonly headers: Record<string, string>; readonly isCut: boolean },
): Response {
  const left = [...pieces]
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift()
      if (next !== undefined) controller.enqueue(next)
      else if (init.isCut) controller.error(new Error('reset'))
      else controller.close()
    },
  })
  return new Response(stream, { headers: init.headers })
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.byteLength + 1)))].toSorted((left, right) => left - right)
  return [...at, bytes.byteLength]
    .map((place, index) => bytes.subarray(at[index - 1] ?? 0, place))
    .filter(({ byteLength }) => byteLength > 0)
}

const capture = async (response: Response): Promise<RecordedResponse> => {
  const { rawHeaders, rawBody, ...rest } = await captureResponse(response, { startedAt: 0, ended: undefined })
  return { ...rest, headers: rawHeaders, body: rawBody }
}
const sizesOf = ({ chunks }: RecordedResponse): readonly number[] => (chunks ?? []).map(({ size }) => size)

function assertSame(left: unknown, right: unknown): void {
  if (JSON.stringify(left) !== JSON.stringify(right))
    throw new Error(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`)
}

async function readSizes(response: Response): Promise<{ readonly sizes: readonly number[]; readonly body: string }> {
  const pieces: Uint8Array[] = []
  for await (const next of response.body ?? []) pieces.push(next)
  return { sizes: pieces.map(({ byteLength }) => byteLength), body: Buffer.concat(pieces).toString('hex') }
}

export const STREAM_CAPTURE: readonly FuzzProperty[] = [
  fuzzProperty(
    'a captured stream is every byte in the pieces it came in, and is replayed so',
    8000,
    asyncProperty(array(piece, { maxLength: 12 }), boolean(), async (pieces, isCut) => {
      const captured = await capture(responseOf(pieces, { headers: {}, isCut }))
      const sizes = pieces.map(({ byteLength }) => byteLength)
      assertSame(
        [captured.end, Buffer.from(captured.body).toString('hex'), sizesOf(captured)],
        [isCut ? 'cut' : 'complete', Buffer.concat(pieces).toString('hex'), sizes],
      )
      if (isCut) return
      const replayed = await replayResponse(
        { ...captured, latency: 0 },
        { method: 'POST', speed: Infinity, signal: new AbortController().signal, onOverrun: () => {} },
      )
      assertSame(await readSizes(replayed), { sizes, body: Buffer.concat(pieces).toString('hex') })
    }),
  ),
  fuzzProperty(
    'an encoded stream is captured decoded, wherever it was cut',
    4000,
    asyncProperty(
      record({
        body: array(piece, { maxLength: 8 }),
        encoding: constantFrom('gzip', 'br', 'deflate', 'none'),
        places: array(nat(), { maxLength: 6 }),
        length: option(boolean()),
      }),
      async ({ body, encoding, places, length }) => {
        const plain = Buffer.concat(body)
        const encoded = ENCODERS[encoding](plain)
        const headers = {
          ...(encoding === 'none' ? {} : { 'content-encoding': encoding }),
          ...(length === true ? { 'content-length': String(encoded.byteLength) } : {}),
        }
        const captured = await capture(responseOf(cut(encoded, places), { headers, isCut: false }))
        assertSame(
          [Buffer.from(captured.body).toString('hex'), captured.headers['content-encoding'], captured.end],
          [plain.toString('hex'), undefined, 'complete'],
        )
        if (captured.chunks !== undefined)
          assertSame(
            sizesOf(captured).reduce((sum, size) => sum + size, 0),
            plain.byteLength,
          )
      },
    ),
  ),
]
