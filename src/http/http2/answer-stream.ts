import type { ClientHttp2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'

import { now } from '../../process/clock.ts'
import { rememberLast } from '../../text/remember-last.ts'
import { hostOfUrl } from '../../text/urls/host-of-url.ts'
import { portOfUrl } from '../../text/urls/port-of-url.ts'
import type { InterceptedRequest, Interceptor } from '../interceptor.ts'
import { ORIGIN_TAG } from '../origins/origin-tag.ts'
import { originHere, type Origins } from '../origins/origins.ts'
import { unanswered } from '../wire/unanswered.ts'
import { plainHeaders } from './headers.ts'
import { forwardStream } from './live-stream.ts'
import { replayStream, respondToStream } from './replay-stream.ts'

/** What answers the requests of a connection. */
export interface Http2Answers {
  readonly interceptor: Pick<Interceptor, 'answer' | 'onError' | 'context' | 'isCandidateHost'>
  readonly take: Origins['take']
}

/** The connection that a stream belongs to. */
export interface StreamConnection {
  readonly answers: Http2Answers
  /** Of the host that it leads to. */
  readonly origin: string
  /** Gives the session with the real server; connects with the first call. */
  readonly upstream: () => ClientHttp2Session
  /** Finds the tag that a request was given where it was made. */
  readonly tagOf: (id: number) => string | undefined
}

/**
 * Answers one request of an HTTP/2 connection.
 *
 * @param stream - the server's end
 * @param headers - of the request, with its pseudo-header fields
 * @param connection - where it belongs
 */
export async function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  connection: StreamConnection,
): Promise<void> {
  const { interceptor } = connection.answers
  // A stream that its client resets; the client knows.
  stream.on('error', () => {})
  const body = createBody(stream)
  const request = describeRequest(stream, headers, { connection, read: () => body.read() })
  try {
    const handling = await interceptor.answer(request)
    if (stream.destroyed) {
      if (handling.kind === 'capture') handling.onCaptured(unanswered(request.origin.startedAt, 'aborted'))
      return
    }
    switch (handling.kind) {
      case 'pass':
        return forwardStream(stream, { headers, body: body.rest(), upstream: connection.upstream, startedAt: now() })
      case 'capture': {
        const { startedAt } = request.origin
        const { upstream } = connection
        return forwardStream(stream, { headers, body: body.rest(), upstream, startedAt }, handling.onCaptured)
      }
      case 'respond':
        return await respondToStream(stream, handling.response)
      case 'socket':
        throw new TypeError('a WebSocket over HTTP/2 (RFC 8441) is not supported')
      case 'replay':
        return await replayStream(stream, handling)
      default:
        return handling satisfies never
    }
  } catch (error) {
    if (!stream.destroyed) await respondToStream(stream, interceptor.onError(error))
  } finally {
    request.origin.noteDecided()
  }
}

/** The body of a request, which is read whole for its key, or handed on as it comes. */
interface StreamBody {
  read(): Promise<Uint8Array>
  /** What is to be sent on: the bytes that were read, or the stream that nobody has read from. */
  rest(): Uint8Array | ServerHttp2Stream
}

function createBody(stream: ServerHttp2Stream): StreamBody {
  let reading: Promise<Uint8Array> | undefined
  let whole: Uint8Array | undefined
  const readWhole = async (): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = []
    stream.on('data', (piece: Uint8Array) => pieces.push(piece))
    // Its client may have closed it with its head, and one without a body ends unread.
    if (!stream.closed && !stream.readableEnded)
      await new Promise<void>((resolve) => stream.once('end', resolve).once('close', resolve))
    whole = new Uint8Array(Buffer.concat(pieces))
    return whole
  }
  return {
    read: () => (reading ??= readWhole()),
    rest: () => whole ?? stream,
  }
}

function describeRequest(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { connection, read }: { readonly connection: StreamConnection; readonly read: () => Promise<Uint8Array> },
): InterceptedRequest {
  const { answers, tagOf } = connection
  const url = requestUrl(headers, connection)
  const method = String(headers[':method'])
  const signal = leaveSignal(stream)
  const tag = tagOf(stream.id ?? 0)
  const tagged = { method, headers: new Map(tag === undefined ? [] : [[ORIGIN_TAG, tag]]) }
  return {
    method,
    url,
    headers: plainHeaders(headers),
    origin: answers.take(tagged, url) ?? originHere(answers.interceptor.context()),
    get signal() {
      return signal()
    },
    body: read,
  }
}

// Made when it is asked for: of a request that a recording answers nobody does, and it would cost as much as its key.
function leaveSignal(stream: ServerHttp2Stream): () => AbortSignal {
  let left: AbortController | undefined
  return () => {
    if (left !== undefined) return left.signal
    const controller = new AbortController()
    const leave = (): void => {
      if (stream.rstCode !== 0 || !stream.writableEnded) controller.abort()
    }
    if (stream.closed) leave()
    else stream.once('close', leave)
    left = controller
    return controller.signal
  }
}

// What a request says it is for counts where that is an LLM host; else it is for the one that its connection leads to.
function requestUrl(headers: IncomingHttpHeaders, { origin, answers }: StreamConnection): URL {
  const path = String(headers[':path'])
  const named = parseOrigin(`${String(headers[':scheme'])}://${String(headers[':authority'])}`)
  const isNamed = named !== null && answers.interceptor.isCandidateHost(hostOfUrl(named), portOfUrl(named))
  return parseUrl(`${isNamed ? named.origin : origin}${path.startsWith('/') ? path : `/${path}`}`)
}

const parseOrigin = rememberLast((text) => URL.parse(text))
const parseUrl = rememberLast((text) => new URL(text))
