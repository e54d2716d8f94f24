import { randomBytes, randomInt } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'

import { fieldOf, parseJson, textOf } from '../json-value.ts'
import { message } from '../wires/anthropic-wire.ts'
import { bedrockFrames, bedrockMessage } from '../wires/bedrock-wire.ts'
import { geminiContent, geminiEvents } from '../wires/gemini-wire.ts'
import { response as openAiResponse } from '../wires/openai-responses-wire.ts'
import { chatCompletion, embeddings } from '../wires/openai-wire.ts'
import type { WireAnswer } from '../wires/wire-answer.ts'

/** A server that says the same each time, with other ids, times, fingerprints, counts of tokens, and media. */
export interface RestlessServer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  /** From here on, every vector is another one. */
  changeVectors(): void
}

const COUNTS = /"([a-z_]*tokens|[A-Za-z]*Tokens|[A-Za-z]*TokenCount|latencyMs)":\d+/g
const IDS = /"((?:chatcmpl|resp|msg|call|toolu|fc|rs)[-_])[\w-]+"(?!:)/g

/** Starts the server on loopback. */
export async function startRestlessServer(): Promise<RestlessServer> {
  let factor = 1.000_01
  const server = createServer((incoming, outgoing) => {
    const pieces: Uint8Array[] = []
    incoming.on('data', (piece: Uint8Array) => pieces.push(piece))
    incoming.on(
      'end',
      () => void answer({ url: incoming.url ?? '', body: Buffer.concat(pieces).toString(), factor }, outgoing),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    host,
    origin: `http://${host}`,
    changeVectors() {
      factor = -1
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  { url, body, factor }: { readonly url: string; readonly body: string; readonly factor: number },
  outgoing: ServerResponse,
): Promise<void> {
  const request = parseJson(body)
  const prompt = textOf(request, 'prompt')
  if (url.includes('/converse-stream'))
    return send(outgoing, 'application/vnd.amazon.eventstream', bedrockFrames(prompt))
  if (url.includes('/converse')) return sendJson(outgoing, bedrockMessage(prompt))
  if (url.includes(':streamGenerateContent')) return send(outgoing, 'text/event-stream', rename(geminiEvents(prompt)))
  if (url.includes(':generateContent')) return sendJson(outgoing, { ...geminiContent(prompt), responseId: id() })
  if (url.includes('/images'))
    return sendJson(outgoing, { created: Date.now(), data: [{ b64_json: picture().toString('base64') }] })
  if (url.includes('/speech')) return send(outgoing, 'audio/mpeg', [randomBytes(30_000)])
  const call = randomInt(1e9)
  const made = url.includes('/embeddings') ? scale(embeddings(request), factor) : completionOf(url, request, call)
  return made.kind === 'json' ? sendJson(outgoing, made.body) : send(outgoing, 'text/event-stream', rename(made.events))
}

function completionOf(url: string, request: unknown, call: number): WireAnswer {
  if (url.includes('/responses')) return openAiResponse(request, call)
  return url.includes('/messages') ? message(request, call) : chatCompletion(request, call)
}

// Every vector of a model is a little different each time.
function scale(made: WireAnswer, factor: number): WireAnswer {
  if (made.kind !== 'json') return made
  const text = JSON.stringify(made.body, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? value * factor : value,
  )
  return { ...made, body: parseJson(text) }
}

function picture(): Buffer {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(5000)])
}

// Equal ids of one answer stay equal.
function rename(parts: readonly string[]): readonly string[] {
  const ids = new Map<string, string>()
  const fingerprint = `fp_${id()}`
  return parts.map((part) =>
    part
      .replaceAll(IDS, (known, kind: string) => {
        const renamed = ids.get(known) ?? `"${kind}${id()}"`
        ids.set(known, renamed)
        return renamed
      })
      .replaceAll('fp_0123456789', fingerprint)
      .replaceAll(COUNTS, (_known, name: string) => `"${name}":${randomInt(10_000)}`),
  )
}

function id(): string {
  return randomBytes(12).toString('hex')
}

function sendJson(outgoing: ServerResponse, body: unknown): void {
  outgoing.setHeader('content-type', 'application/json')
  outgoing.setHeader('x-request-id', `req_${id()}`)
  outgoing.end(rename([JSON.stringify(body)])[0])
}

async function send(outgoing: ServerResponse, type: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  outgoing.setHeader('content-type', type)
  for (const part of parts) {
    await new Promise((resolve) => outgoing.write(part, resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  outgoing.end()
}

/** Reads a field of an answer that may be anything. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  let inner = value
  for (const name of names) inner = Array.isArray(inner) ? inner[Number(name)] : fieldOf(inner, String(name))
  return inner
}
