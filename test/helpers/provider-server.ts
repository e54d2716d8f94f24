import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { constants, createGzip, gzipSync } from 'node:zlib'

import { message } from './anthropic-wire.ts'
import { parseJson } from './json-value.ts'
import { response as openaiResponse } from './openai-responses-wire.ts'
import { chatCompletion, embeddings, errorBody } from './openai-wire.ts'
import type { WireAnswer } from './wire-answer.ts'

/** One piece of a raw answer. */
interface RawChunk {
  readonly bytes: string | Uint8Array
  /** Milliseconds to wait before it is written. */
  readonly afterMs?: number
}

/** What the server does with one request, instead of answering as usual. */
export type Behaviour =
  /** A whole answer under a content-length. An object is sent as JSON. */
  | { readonly status: number; readonly headers?: WireHeaders; readonly body?: string | Uint8Array | object }
  /** Bytes, piece by piece. Chunked unless the headers say otherwise. */
  | {
      readonly raw: {
        readonly status?: number
        readonly headers?: WireHeaders
        readonly chunks: readonly RawChunk[]
        readonly cut?: boolean
      }
    }
  /** The usual answer, changed on its way. `cutAfter` ends the connection after so many chunks. */
  | { readonly change: { readonly gzip?: boolean; readonly cutAfter?: number; readonly msBetweenChunks?: number } }

/** Header fields; a list is written as repeated fields. */
type WireHeaders = Readonly<Record<string, string | readonly string[]>>

/** The answer of a provider that wants fewer requests; its clients retry after a millisecond. */
export const RATE_LIMITED: Behaviour = {
  status: 429,
  headers: { 'retry-after-ms': '1', 'retry-after': '0' },
  body: {
    type: 'error',
    error: { type: 'rate_limit_error', message: 'Rate limit reached', param: null, code: 'rate_limit_exceeded' },
  },
}

/** The answer of a provider that does not know the key. */
export const UNAUTHORIZED: Behaviour = {
  status: 401,
  body: {
    type: 'error',
    error: {
      type: 'authentication_error',
      message: 'Incorrect API key provided',
      param: null,
      code: 'invalid_api_key',
    },
  },
}

/** The answer of a provider that has failed; its clients retry after a millisecond. */
export const SERVER_ERROR: Behaviour = {
  status: 500,
  headers: { 'retry-after-ms': '1' },
  body: { type: 'error', error: { type: 'server_error', message: 'The server had an error', param: null, code: null } },
}

/** A request as it came over the wire. */
interface ReceivedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The body as text. */
  readonly body: string
  readonly bytes: Uint8Array
  /** Milliseconds since the epoch. */
  readonly time: number
  /** How its answer ended: `aborted` when the connection went before the answer was complete, whoever ended it. */
  readonly end: 'open' | 'complete' | 'aborted'
}

/** How a provider server is set up. */
export interface ProviderServerOptions {
  /** A free one unless set. */
  readonly port?: number
  /** Milliseconds between the chunks of a stream. @defaultValue `2` */
  readonly msBetweenChunks?: number
  /** Lets pages of any origin in: environments with a DOM ask first. @defaultValue `false` */
  readonly cors?: boolean
  /** Speaks https with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A running provider server. */
export interface ProviderServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string
  readonly port: number
  /** All requests so far, oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Queues behaviours: each is used for one request, in order. */
  next(...behaviours: readonly Behaviour[]): void
  /** Ends the server and every connection at once. */
  close(): Promise<void>
}

/** Starts a server on loopback that speaks enough of the APIs of OpenAI and of Anthropic for their real clients. */
export async function startProviderServer(options: ProviderServerOptions = {}): Promise<ProviderServer> {
  const requests: ReceivedRequest[] = []
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await receive(incoming, outgoing)
    requests.push(request)
    const delivery = deliveryOf(queue.shift() ?? { change: {} }, {
      request,
      call: requests.length,
      msBetweenChunks: options.msBetweenChunks ?? 2,
    })
    await deliver(delivery, outgoing)
  }
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (options.cors === true && letIn(incoming, outgoing)) return
    // A connection that the client or close() ended; the request says so in `end`.
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  }
  const server: Server =
    options.tls === undefined ? createServer(onRequest) : createTlsServer({ ...options.tls }, onRequest)
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listen(server, options.port ?? 0)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    get connections() {
      return connections
    },
    next: (...behaviours) => void queue.push(...behaviours),
    close,
    [Symbol.asyncDispose]: close,
  }
}

// True where the request was a question of permission, and is answered.
function letIn(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  outgoing.setHeader('access-control-allow-origin', '*')
  outgoing.setHeader('access-control-allow-headers', '*')
  if (incoming.method === 'OPTIONS') outgoing.writeHead(204).end()
  return incoming.method === 'OPTIONS'
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

async function receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<ReceivedRequest> {
  const pieces: Uint8Array[] = []
  for await (const piece of incoming) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    body: bytes.toString('utf8'),
    bytes,
    time: Date.now(),
    get end() {
      if (outgoing.writableFinished) return 'complete'
      return outgoing.destroyed ? 'aborted' : 'open'
    },
  }
}

/** What goes over the wire. */
interface Delivery {
  readonly status: number
  readonly headers: WireHeaders
  readonly chunks: readonly RawChunk[]
  readonly isGzip: boolean
  readonly cutAfter: number | undefined
}

interface Exchange {
  readonly request: ReceivedRequest
  readonly call: number
  readonly msBetweenChunks: number
}

function deliveryOf(behaviour: Behaviour, exchange: Exchange): Delivery {
  if ('status' in behaviour) {
    const whole = buffered(behaviour.status, bytesOf(behaviour.body), exchange)
    return { ...whole, headers: { ...whole.headers, ...behaviour.headers } }
  }
  if ('raw' in behaviour) {
    const { status = 200, headers = {}, chunks, cut } = behaviour.raw
    return { status, headers, chunks, isGzip: false, cutAfter: cut === true ? chunks.length : undefined }
  }
  const { change } = behaviour
  const usual = usualDelivery({ ...exchange, msBetweenChunks: change.msBetweenChunks ?? exchange.msBetweenChunks })
  return { ...(change.gzip === true ? zipped(usual) : usual), cutAfter: change.cutAfter }
}

function bytesOf(body: string | Uint8Array | object = {}): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
}

function usualDelivery(exchange: Exchange): Delivery {
  const answer = answerOf(exchange.request, exchange.call)
  if (answer.kind === 'json') return buffered(answer.status, JSON.stringify(answer.body, undefined, 2), exchange)
  return {
    status: 200,
    headers: {
      ...providerHeaders(exchange),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    },
    chunks: answer.events.map((bytes, index) => ({ bytes, afterMs: index === 0 ? 0 : exchange.msBetweenChunks })),
    isGzip: false,
    cutAfter: undefined,
  }
}

function buffered(status: number, body: string | Uint8Array, exchange: Exchange): Delivery {
  const length = String(Buffer.byteLength(body))
  return {
    status,
    headers: { ...providerHeaders(exchange), 'content-type': 'application/json', 'content-length': length },
    chunks: [{ bytes: body }],
    isGzip: false,
    cutAfter: undefined,
  }
}

function zipped(delivery: Delivery): Delivery {
  const [only, second] = delivery.chunks
  if (only === undefined || second !== undefined)
    return { ...delivery, headers: { ...delivery.headers, 'content-encoding': 'gzip' }, isGzip: true }
  const bytes = gzipSync(only.bytes)
  return {
    ...delivery,
    headers: { ...delivery.headers, 'content-encoding': 'gzip', 'content-length': String(bytes.length) },
    chunks: [{ bytes }],
  }
}

function answerOf(request: ReceivedRequest, call: number): WireAnswer {
  const body = parseJson(request.body)
  switch (`${request.method} ${new URL(request.url, 'http://127.0.0.1').pathname}`) {
    case 'POST /v1/chat/completions':
      return chatCompletion(body, call)
    case 'POST /v1/responses':
      return openaiResponse(body, call)
    case 'POST /v1/embeddings':
      return embeddings(body)
    case 'POST /v1/messages':
      return message(body, call)
    case 'GET /v1/models':
      return { kind: 'json', status: 200, body: MODELS }
    default:
      return {
        kind: 'json',
        status: 404,
        body: errorBody('not_found_error', `no route for ${request.method} ${request.url}`),
      }
  }
}

const MODELS = {
  object: 'list',
  data: [
    {
      id: 'gpt-4o-mini',
      object: 'model',
      type: 'model',
      created: 1_700_000_000,
      created_at: '2023-11-14T22:13:20Z',
      owned_by: 'system',
    },
  ],
  has_more: false,
}

// What the real providers send beside the answer: account, tracing and limits, none of which belongs in a cassette.
function providerHeaders({ request, call }: Exchange): WireHeaders {
  const shared = {
    'set-cookie': [`__cf_bm=cookie-${call}; path=/; HttpOnly`, `_cfuvid=visitor-${call}; path=/`],
    'cf-ray': `ray-${call}-FRA`,
    server: 'cloudflare',
  }
  if (request.url.startsWith('/v1/messages') || request.headers['anthropic-version'] !== undefined) {
    return {
      ...shared,
      'request-id': `req_${call}`,
      'anthropic-organization-id': 'org-of-the-tests',
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': String(4000 - call),
    }
  }
  return {
    ...shared,
    'x-request-id': `req_${call}`,
    'openai-organization': 'org-of-the-tests',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': String(10_000 - call),
  }
}

async function deliver(delivery: Delivery, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  outgoing.writeHead(
    delivery.status,
    Object.fromEntries(
      Object.entries(delivery.headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    ),
  )
  outgoing.flushHeaders()
  const zip = delivery.isGzip ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : undefined
  zip?.pipe(outgoing)
  const sink = zip ?? outgoing
  for (const { bytes, afterMs } of delivery.chunks.slice(0, delivery.cutAfter)) {
    if (afterMs !== undefined && afterMs > 0) await wait(afterMs, undefined, { signal: gone.signal })
    await new Promise<void>((resolve, reject) => sink.write(bytes, (error) => (error ? reject(error) : resolve())))
  }
  if (delivery.cutAfter === undefined) {
    sink.end()
    return
  }
  // What was written must leave the machine's buffers before the connection goes.
  await wait(10, undefined, { signal: gone.signal })
  outgoing.destroy()
}
