import type { Chunk, Headers as RecordedHeaders, RecordedSocket } from '../../cassette/call.ts'
import { now, turn } from '../../process/clock.ts'
import type { OriginEnd } from '../origins/announce.ts'
import { decodeContent } from './decode-content.ts'
import { recordHeaders } from './record-headers.ts'

/**
 * A live response, with all its headers and before anything is redacted. Its parts have other names than those of a
 * recorded response, so that none compiles as one.
 */
export interface RawResponse {
  readonly status: number
  /** Reason phrase, where it is not the standard one of the status. */
  readonly statusText?: string
  readonly rawHeaders: RecordedHeaders
  readonly rawTrailers?: RecordedHeaders
  /** Content-decoded, where its encoding is known. */
  readonly rawBody: Uint8Array
  /** What was said, where the response opened a WebSocket. */
  readonly rawSocket?: RecordedSocket
  /** As in a recorded response. */
  readonly chunks?: readonly Chunk[]
  readonly end: OriginEnd
  /** Milliseconds from the request to the response headers. */
  readonly latency: number
  /** Milliseconds from the request to the last byte. */
  readonly duration: number
}

const IDLE_TURNS = 4

/** A piece of a response body. */
export interface Piece {
  readonly bytes: Uint8Array
  /** `now()` of its arrival. */
  readonly at: number
}

/**
 * Reads a copy of a live response while the caller reads the original.
 *
 * The copy never ends when the exchange is aborted or reset, so its end is taken from the client's own end of the
 * exchange.
 *
 * @param response - the interceptor's copy: de-chunked, its content-encoding kept
 * @param exchange - when the request started (`now()`), and how it ended for the client
 */
export async function captureResponse(
  response: Response,
  exchange: { readonly startedAt: number; readonly ended: Promise<OriginEnd> | undefined },
): Promise<RawResponse> {
  const respondedAt = now()
  const headers = recordHeaders(response.headers)
  const { pieces, end } = await readPieces(response, exchange.ended)
  const { status, statusText } = response
  const captured = await describeCaptured({
    status,
    headers,
    pieces,
    end,
    startedAt: exchange.startedAt,
    respondedAt,
  })
  return withStatusText(captured, statusText)
}

/** Adds the reason phrase to a response, where it is not the standard one of its status. */
export function withStatusText(response: RawResponse, statusText: string): RawResponse {
  const isStandard = statusText === process.getBuiltinModule('node:http').STATUS_CODES[response.status]
  return isStandard ? response : { ...response, statusText }
}

/** A live response that is over. */
export interface FinishedResponse {
  readonly status: number
  readonly headers: RecordedHeaders
  readonly pieces: readonly Piece[]
  readonly end: OriginEnd
  /** `now()` of the request, and of the response headers. */
  readonly startedAt: number
  readonly respondedAt: number
}

/** Puts a live response together, content-decoded, with the pieces that its body came in. */
export async function describeCaptured(response: FinishedResponse): Promise<RawResponse> {
  const { status, headers, pieces, end, startedAt, respondedAt } = response
  const endedAt = end === 'complete' ? (pieces.at(-1)?.at ?? respondedAt) : now()
  const decoded = await decodeContent(
    pieces.map((piece) => piece.bytes),
    [headers['content-encoding'] ?? ''].flat().join(),
  )
  const kept = pieces.map((piece, index) => ({ bytes: decoded?.[index] ?? piece.bytes, at: piece.at }))
  const isFramedByLength = headers['content-length'] !== undefined
  return {
    status,
    rawHeaders: decoded === undefined ? headers : without(headers, 'content-encoding'),
    rawBody: Buffer.concat(kept.map((piece) => piece.bytes)),
    ...(isFramedByLength ? {} : { chunks: chunksOf(kept, respondedAt) }),
    end,
    latency: round(respondedAt - startedAt),
    duration: round(endedAt - startedAt),
  }
}

async function readPieces(
  response: Response,
  ended: Promise<OriginEnd> | undefined,
): Promise<{ pieces: Piece[]; end: OriginEnd }> {
  const pieces: Piece[] = []
  if (response.body === null) return { pieces, end: 'complete' }
  const reader = response.body.getReader()
  const stopped = ended?.then((end) => ({ stopped: end })) ?? new Promise<never>(() => {})
  let end: OriginEnd | undefined
  try {
    while (true) {
      const reading = reader.read()
      let next = await Promise.race([reading, end === undefined ? stopped : idle(end)])
      if ('stopped' in next) {
        end = next.stopped
        next = await Promise.race([reading, idle(end)])
      }
      if ('stopped' in next) return { pieces, end: next.stopped }
      if (next.done) return { pieces, end: end ?? 'complete' }
      pieces.push({ bytes: next.value, at: now() })
    }
  } catch {
    return { pieces, end: 'cut' }
  } finally {
    reader.cancel().catch(() => {})
  }
}

// The client learns of the end before the copy was handed its last bytes, and a body that is delimited by the end of
// its connection never ends in the copy. Once the client is done, a copy with nothing to give has nothing more to come.
async function idle(end: OriginEnd): Promise<{ readonly stopped: OriginEnd }> {
  for (let count = 0; count < IDLE_TURNS; count += 1) await turn()
  return { stopped: end }
}

// Pieces that decode to nothing (the head of a gzip stream) carry no bytes to replay and would end a chunked body.
function chunksOf(pieces: readonly Piece[], respondedAt: number): Chunk[] {
  return pieces
    .filter((piece) => piece.bytes.byteLength > 0)
    .map((piece) => ({ size: piece.bytes.byteLength, at: round(piece.at - respondedAt) }))
}

function without(headers: RecordedHeaders, name: string): RecordedHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}

function round(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds))
}
