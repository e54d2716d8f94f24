import { type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { constants, createGzip, gzipSync } from 'node:zlib'

import { parseJson } from '../json-value.ts'
import { message } from '../wires/anthropic-wire.ts'
import { response as openaiResponse } from '../wires/openai-responses-wire.ts'
import { chatCompletion, embeddings, errorBody } from '../wires/openai-wire.ts'
import type { WireAnswer } from '../wires/wire-answer.ts'

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

/** A request as it came over the wire. */
export interface ReceivedRequest {
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

/** Decides what a server sends, and when, by what it was told to do. */
export function deliveryOf(behaviour: Behaviour, exchange: Exchange): Delivery {
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

/** Sends it, piece by piece; stops when the client is gone. */
export async function deliver(delivery: Delivery, outgoing: ServerResponse): Promise<void> {
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
