import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

import { EventStreamCodec } from '@smithy/eventstream-codec'

import { bedrockFrames, bedrockMessage } from '../helpers/wires/bedrock-wire.ts'

/** A server that speaks as Bedrock does, over HTTP/2 and TLS, and counts. */
export interface BedrockServer extends AsyncDisposable {
  readonly port: number
  readonly connections: () => number
  /** Requests so far. */
  readonly requests: () => number
  /** Answers that their client stopped. */
  readonly aborted: () => number
}

/** What a request may ask for in its prompt, beside an answer. */
const FAULTS = ['refuse', 'fail', 'reset', 'busy once'] as const
/** RST_STREAM code CANCEL (RFC 9113, section 7). */
const CANCEL = 8
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

/**
 * Starts it on loopback. A prompt that has the name of a fault gets it; `endless` an answer that goes on until the
 * client goes away.
 *
 * @param tls - its key and certificate
 */
export async function startBedrockServer(tls: { readonly key: string; readonly cert: string }): Promise<BedrockServer> {
  const server = createSecureServer({ key: tls.key, cert: tls.cert })
  const sockets = new Set<Socket>()
  const busy = new Set<string>()
  let requests = 0
  let aborted = 0
  server.on('secureConnection', (socket) => void sockets.add(socket))
  server.on('sessionError', () => {})
  server.on('stream', (stream, headers) => {
    requests += 1
    stream.on('error', () => {})
    stream.on('close', () => {
      if (stream.rstCode === CANCEL) aborted += 1
    })
    void answer(stream, String(headers[':path']), busy)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server.address()),
    connections: () => sockets.size,
    requests: () => requests,
    aborted: () => aborted,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answer(stream: ServerHttp2Stream, path: string, busy: Set<string>): Promise<void> {
  let body = ''
  for await (const piece of stream) body += String(piece)
  const text: string = JSON.parse(body).messages[0].content[0].text
  switch (FAULTS.find((fault) => text.includes(fault))) {
    case 'refuse':
      return fail(stream, { status: 400, type: 'ValidationException', message: `no: ${text}` })
    case 'fail':
      return fail(stream, { status: 500, type: 'InternalServerException', message: 'it broke' })
    case 'reset':
      stream.respond({ ':status': 200, 'content-type': 'application/json' })
      stream.write('{"output":')
      await turn()
      return void stream.destroy(new Error('reset'))
    case 'busy once':
      if (busy.has(text)) break
      busy.add(text)
      return fail(stream, { status: 503, type: 'ServiceUnavailableException', message: 'busy' })
    case undefined:
      break
  }
  const said = `You said: ${text}`
  if (path.endsWith('/converse')) return json(stream, bedrockMessage(said))
  if (path.endsWith('/invoke')) return json(stream, { content: [{ type: 'text', text: said }] })
  await streamAnswer(stream, path.endsWith('/converse-stream') ? bedrockFrames(said) : chunksOf(said), text)
}

function fail(
  stream: ServerHttp2Stream,
  error: { readonly status: number; readonly type: string; readonly message: string },
): void {
  stream.respond({ ':status': error.status, 'content-type': 'application/json', 'x-amzn-errortype': error.type })
  stream.end(JSON.stringify({ message: error.message }))
}

function json(stream: ServerHttp2Stream, body: object): void {
  stream.respond({ ':status': 200, 'content-type': 'application/json', 'x-amzn-requestid': 'request-1' })
  stream.end(JSON.stringify(body))
}

async function streamAnswer(stream: ServerHttp2Stream, frames: readonly Uint8Array[], text: string): Promise<void> {
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' })
  for (const frame of frames) {
    await turn()
    if (stream.destroyed) return
    stream.write(frame)
  }
  if (text.includes('endless')) return repeat(stream, frames[1] ?? new Uint8Array())
  stream.end()
}

async function repeat(stream: ServerHttp2Stream, frame: Uint8Array): Promise<void> {
  while (!stream.destroyed) {
    await turn()
    stream.write(frame)
  }
}

/** Answers `/invoke-with-response-stream`: Anthropic's events in base64. */
function chunksOf(text: string): readonly Uint8Array[] {
  const events = [
    { type: 'message_start', message: { role: 'assistant', usage: { input_tokens: 4, output_tokens: 1 } } },
    ...text
      .split(/(?<= )/)
      .map((piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
  ]
  return events.map((event) =>
    codec.encode({
      headers: {
        ':message-type': { type: 'string', value: 'event' },
        ':event-type': { type: 'string', value: 'chunk' },
        ':content-type': { type: 'string', value: 'application/json' },
      },
      body: Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64') })),
    }),
  )
}
