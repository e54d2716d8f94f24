import { createServer, type ServerResponse } from 'node:http'

import type { Exchange } from '../helpers/samples/exchange.ts'

/** Header by which a client names the exchange that it wants; no cassette keeps it. */
export const EXCHANGE_HEADER = 'x-exchange'

/** A server that answers as the providers did. */
export interface ExchangeServer extends AsyncDisposable {
  readonly origin: string
  readonly requests: () => number
}

const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'transfer-encoding',
  'content-length',
  'keep-alive',
  'trailer',
])
const LARGEST_PIECE = 700

/** Serves the exchanges on loopback: streams piece by piece, compressed bodies as they were. */
export async function startExchangeServer(exchanges: readonly Exchange[]): Promise<ExchangeServer> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    const exchange = exchanges[Number(request.headers[EXCHANGE_HEADER])]
    request.resume().on('end', () => {
      if (exchange === undefined) response.writeHead(501).end()
      else void answer(exchange, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The pieces that a body is written in: events of a stream, parts of anything else that streams. */
export function piecesOf({ stream, wireBody, responseHeaders }: Exchange): readonly Uint8Array[] {
  if (stream === 'buffered') return [wireBody]
  const isText = (stream === 'sse' || stream === 'ndjson') && responseHeaders['content-encoding'] === undefined
  const ends = isText ? endsOfEvents(wireBody, stream === 'sse' ? '\n\n' : '\n') : []
  const cuts =
    ends.length > 1
      ? ends
      : Array.from(
          { length: Math.ceil(wireBody.byteLength / LARGEST_PIECE) },
          (_unused, index) => (index + 1) * LARGEST_PIECE,
        )
  return cuts.map((end, index) => wireBody.subarray(cuts[index - 1] ?? 0, end)).filter((piece) => piece.byteLength > 0)
}

function endsOfEvents(body: Uint8Array, separator: string): number[] {
  const text = Buffer.from(body)
  const ends: number[] = []
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + separator.length))
    ends.push(at + separator.length)
  return ends.at(-1) === text.byteLength ? ends : [...ends, text.byteLength]
}

async function answer(exchange: Exchange, response: ServerResponse): Promise<void> {
  for (const [name, values] of Object.entries(exchange.responseHeaders))
    if (!OF_THE_CONNECTION.has(name)) response.setHeader(name, values)
  response.statusCode = exchange.status
  if (exchange.stream === 'buffered') return void response.end(exchange.wireBody)
  for (const piece of piecesOf(exchange)) {
    await new Promise((resolve) => response.write(piece, resolve))
    // So that no two pieces arrive as one.
    await new Promise((resolve) => setImmediate(resolve))
  }
  response.end()
}
