import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Agent, request as httpRequest } from 'node:http'

import type { Exchange } from '../helpers/samples/exchange.ts'
import { EXCHANGE_HEADER } from './exchange-server.ts'

/** What a client got. */
export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: readonly Uint8Array[]
}

/** Sends the request of an exchange to a server. */
export type Client = (
  exchange: Exchange,
  place: { readonly index: number; readonly origin: string },
) => Promise<Received>

const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'transfer-encoding',
  'content-length',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
])
const agent = new Agent({ keepAlive: true, maxSockets: 4 })

const sendByFetch: Client = async (exchange, place) => {
  const hasBody = exchange.requestBody.byteLength > 0
  const response = await fetch(urlOf(exchange, place.origin), {
    method: exchange.method,
    headers: headersOf(exchange, place.index),
    redirect: 'manual',
    ...(hasBody ? { body: Buffer.from(exchange.requestBody) } : {}),
  })
  const pieces: Uint8Array[] = []
  for await (const piece of response.body ?? []) pieces.push(piece)
  return { status: response.status, headers: Object.fromEntries(response.headers), pieces }
}

const sendByHttp: Client = (exchange, place) =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      urlOf(exchange, place.origin),
      { method: exchange.method, headers: headersOf(exchange, place.index), agent },
      (response) => {
        const pieces: Uint8Array[] = []
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        )
        response.on('data', (piece: Uint8Array) => pieces.push(piece))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers, pieces }))
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(exchange.requestBody)
  })

/** The clients that the exchanges are sent through: the two that all others are built on. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  fetch: sendByFetch,
  'node:http': sendByHttp,
}

/** The ways that a replay takes, and what it was recorded by. */
export const REPLAYS: Readonly<Record<string, { readonly client: Client; readonly recordedBy: string }>> = {
  fetch: { client: sendByFetch, recordedBy: 'fetch' },
  'fetch through sockets': { client: sendBySockets, recordedBy: 'fetch' },
  'node:http': { client: sendByHttp, recordedBy: 'node:http' },
}

const watch = (): void => {}

// Whoever watches undici sees every request, so none is answered before it comes to a socket.
async function sendBySockets(...parameters: Parameters<Client>): Promise<Received> {
  subscribe('undici:request:create', watch)
  try {
    return await sendByFetch(...parameters)
  } finally {
    unsubscribe('undici:request:create', watch)
  }
}

function urlOf({ url }: Exchange, origin: string): string {
  const { pathname, search } = new URL(url)
  return `${origin}${pathname}${search}`
}

function headersOf({ requestHeaders }: Exchange, index: number): Record<string, string> {
  const kept = Object.entries(requestHeaders).filter(([name]) => !OF_THE_CONNECTION.has(name))
  return {
    ...Object.fromEntries(kept.map(([name, values]) => [name, values.join(', ')])),
    [EXCHANGE_HEADER]: String(index),
  }
}
