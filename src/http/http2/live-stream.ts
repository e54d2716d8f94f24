import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'

import { now } from '../../process/clock.ts'
import type { Captured } from '../interceptor.ts'
import type { OriginEnd } from '../origins/announce.ts'
import { requestUnannounced } from '../origins/unannounced.ts'
import { describeCaptured, type Piece } from '../wire/capture-response.ts'
import { unanswered } from '../wire/unanswered.ts'
import { plainHeaders } from './headers.ts'

/** A request that goes to the real server. */
export interface LiveRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array | ServerHttp2Stream
  readonly upstream: () => ClientHttp2Session
  /** `now()` of the request. */
  readonly startedAt: number
}

/** What came back so far. */
interface Arrived {
  readonly pieces: Piece[]
  response: { readonly headers: IncomingHttpHeaders; readonly at: number } | undefined
  trailers: IncomingHttpHeaders | undefined
  end: OriginEnd | undefined
}

/**
 * Sends a request to the real server; every frame of the answer reaches the caller when it arrives.
 *
 * @param stream - the server's end of the caller's stream
 * @param request - what is sent
 * @param onCaptured - called once, when the exchange is over
 */
export function forwardStream(
  stream: ServerHttp2Stream,
  request: LiveRequest,
  onCaptured: (captured: Captured) => void = () => {},
): void {
  const live = send(request)
  const arrived: Arrived = { pieces: [], response: undefined, trailers: undefined, end: undefined }
  forwardHeaders(live, stream, arrived)
  forwardData(live, stream, arrived)
  // The caller went away.
  stream.on('close', () => {
    if (live.closed || arrived.end !== undefined) return
    arrived.end = 'aborted'
    live.close(stream.rstCode)
  })
  live.on('close', () => {
    arrived.end ??= 'cut'
    if (arrived.end === 'cut') reset(stream, live.rstCode)
    void describe(arrived, request.startedAt).then(onCaptured)
  })
}

function send({ headers, body, upstream }: LiveRequest): ClientHttp2Stream {
  const isEmpty = body instanceof Uint8Array && body.byteLength === 0
  const live = requestUnannounced(() => upstream().request(headers, { endStream: isEmpty }))
  // Reported when it closes.
  live.on('error', () => {})
  if (!(body instanceof Uint8Array)) body.pipe(live)
  else if (!isEmpty) live.end(body)
  return live
}

function forwardHeaders(live: ClientHttp2Stream, stream: ServerHttp2Stream, arrived: Arrived): void {
  live.on('headers', (headers) => {
    if (!stream.destroyed) stream.additionalHeaders(headers)
  })
  live.on('response', (headers) => {
    arrived.response = { headers, at: now() }
    // Held open until it is known how the answer ends.
    if (!stream.destroyed) stream.respond(headers, { waitForTrailers: true })
  })
  live.on('trailers', (headers) => {
    arrived.trailers = headers
  })
  stream.on('wantTrailers', () => stream.sendTrailers(arrived.trailers ?? {}))
}

function forwardData(live: ClientHttp2Stream, stream: ServerHttp2Stream, arrived: Arrived): void {
  live.on('data', (bytes: Uint8Array) => {
    arrived.pieces.push({ bytes, at: now() })
    if (stream.destroyed || stream.write(bytes)) return
    live.pause()
    stream.once('drain', () => live.resume())
  })
  live.on('end', () => {
    // A connection that breaks ends its streams as well, before their code is known.
    process.nextTick(() => {
      if (live.rstCode !== 0 || live.aborted) return
      arrived.end ??= 'complete'
      if (!stream.destroyed) stream.end()
    })
  })
}

function reset(stream: ServerHttp2Stream, code: number): void {
  if (stream.destroyed) return
  if (code === 0) stream.destroy(new Error('the server closed the connection'))
  else stream.close(code)
}

async function describe({ pieces, response, trailers, end = 'cut' }: Arrived, startedAt: number): Promise<Captured> {
  if (response === undefined) return unanswered(startedAt, end)
  const captured = await describeCaptured({
    status: Number(response.headers[':status']),
    headers: plainHeaders(response.headers),
    pieces,
    end,
    startedAt,
    respondedAt: response.at,
  })
  return {
    kind: 'response',
    response: trailers === undefined ? captured : { ...captured, rawTrailers: plainHeaders(trailers) },
  }
}
