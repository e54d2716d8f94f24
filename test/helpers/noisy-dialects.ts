import { createServer } from 'node:http'

import { parseJson, textOf } from './json-value.ts'
import { hex, now, padding, signature, tokens } from './noisy/noise.ts'
import { chatStream, responseOf, responsesStream } from './noisy/openai.ts'
import {
  anthropicEvents,
  bedrockEvents,
  cohereCall,
  cohereUsage,
  geminiOf,
  geminiParts,
  grounding,
  mistralOf,
  ollamaOf,
  search,
} from './noisy/parts.ts'
import { event, frame, frames, json, named, said, stream, thought, type Wire } from './noisy/wire.ts'
import { piecesOf } from './wires/wire-answer.ts'

/** A server of many dialects that says the same each time, with everything else made anew, as its providers do. */
export interface NoisyServer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
}

/** Starts the server on loopback; the path of a request names a dialect. */
export async function startNoisyServer(): Promise<NoisyServer> {
  const server = createServer((incoming, outgoing) => {
    const pieces: Uint8Array[] = []
    incoming.on('data', (piece: Uint8Array) => pieces.push(piece))
    incoming.on('end', () => {
      const wire = WIRES[dialectOf(incoming.url)]
      if (wire === undefined) {
        outgoing.writeHead(501).end()
        return
      }
      const answer = wire({ prompt: textOf(parseJson(Buffer.concat(pieces).toString()), 'prompt') })
      outgoing.setHeader('content-type', answer.type)
      outgoing.setHeader('x-request-id', `req_${hex(12)}`)
      void write(answer.pieces, outgoing)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    host,
    origin: `http://${host}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function dialectOf(url = ''): string {
  return /dialect=([\w-]+)/.exec(url)?.[1] ?? ''
}

async function write(
  pieces: readonly (string | Uint8Array)[],
  outgoing: { write: (piece: string | Uint8Array, done: () => void) => unknown; end: () => unknown },
): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((resolve) => outgoing.write(piece, resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  outgoing.end()
}

/** The dialects, by the names that the paths of requests have. */
const WIRES: Readonly<Record<string, Wire>> = {
  'openai-chat-stream': chatStream,
  'openai-responses': ({ prompt }) => {
    const { envelope, items } = responseOf(prompt)
    return json(envelope('completed', items))
  },
  'openai-responses-stream': responsesStream,
  'anthropic-stream': ({ prompt }) => stream(anthropicEvents(prompt).map((step) => event(step, textOf(step, 'type')))),
  gemini: ({ prompt }) => json(geminiOf(prompt, geminiParts(prompt), 'STOP')),
  'gemini-stream': ({ prompt }) => {
    const parts = geminiParts(prompt)
    return stream(
      parts.map((part, index) => event(geminiOf(prompt, [part], index === parts.length - 1 ? 'STOP' : undefined))),
    )
  },
  'gemini-search': ({ prompt }) =>
    json({
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { toolCall: { toolType: 'GOOGLE_SEARCH_WEB', args: { queries: [prompt] }, id: hex(4) } },
              { toolResponse: search(prompt), thoughtSignature: signature() },
              { text: said(prompt) },
            ],
          },
          finishReason: 'STOP',
          groundingMetadata: grounding(),
        },
      ],
      usageMetadata: { totalTokenCount: tokens() },
      responseId: hex(11),
    }),
  cohere: ({ prompt }) =>
    json({
      id: hex(16),
      message: {
        role: 'assistant',
        tool_plan: thought(prompt),
        content: [{ type: 'text', text: said(prompt) }],
        tool_calls: [cohereCall()],
      },
      finish_reason: 'COMPLETE',
      usage: cohereUsage(),
    }),
  'cohere-stream': ({ prompt }) =>
    stream(
      [
        { type: 'message-start', id: hex(16), delta: { message: { role: 'assistant', content: [] } } },
        ...piecesOf(thought(prompt)).map((tool_plan) => ({
          type: 'tool-plan-delta',
          delta: { message: { tool_plan } },
        })),
        { type: 'tool-call-start', index: 0, delta: { message: { tool_calls: cohereCall() } } },
        { type: 'tool-call-end', index: 0 },
        { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
        ...piecesOf(said(prompt)).map((text) => ({
          type: 'content-delta',
          index: 0,
          delta: { message: { content: { text } } },
        })),
        { type: 'content-end', index: 0 },
        { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: cohereUsage() } },
      ].map(named),
    ),
  mistral: ({ prompt }) =>
    json({
      id: hex(16),
      object: 'chat.completion',
      created: now(),
      model: 'mistral-small-latest',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: said(prompt), tool_calls: null },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: tokens(), completion_tokens: tokens(), total_tokens: tokens() },
    }),
  'mistral-stream': ({ prompt }) => {
    const head = { id: hex(16), created: now() }
    return stream([
      event({ ...head, ...mistralOf({ role: 'assistant', content: '' }) }),
      ...piecesOf(said(prompt)).map((content) => event({ ...head, ...mistralOf({ content }), p: padding() })),
      event({
        ...head,
        ...mistralOf({ content: '' }, { finish_reason: 'stop' }),
        usage: { prompt_tokens: tokens(), completion_tokens: tokens(), total_tokens: tokens() },
        p: padding(),
      }),
      event('[DONE]'),
    ])
  },
  ollama: ({ prompt }) => json(ollamaOf({ content: said(prompt), thinking: thought(prompt) }, true)),
  'ollama-stream': ({ prompt }) => ({
    type: 'application/x-ndjson',
    pieces: [
      ...piecesOf(said(prompt)).map((content) => `${JSON.stringify(ollamaOf({ content }))}\n`),
      `${JSON.stringify(ollamaOf({ content: '' }, true))}\n`,
    ],
  }),
  'bedrock-stream': ({ prompt }) => frames(bedrockEvents(prompt)),
  'bedrock-invoke-stream': ({ prompt }) =>
    frames(
      anthropicEvents(prompt).map((step) =>
        frame('chunk', { bytes: Buffer.from(JSON.stringify(step)).toString('base64'), p: padding() }),
      ),
    ),
  'bedrock-agent': ({ prompt }) =>
    frames(piecesOf(said(prompt)).map((text) => frame('chunk', { bytes: Buffer.from(text).toString('base64') }))),
  'perplexity-stream': ({ prompt }) => {
    const head = { id: hex(16), model: 'sonar', created: now() }
    const citations = ['https://www.worldatlas.com/articles/1-3', 'https://www.britannica.com/place/Tiber']
    const sources = citations.map((url) => ({ url, title: `About ${url.length}`, last_updated: '2026-06-08' }))
    const pieces = piecesOf(said(prompt))
    return stream(
      pieces.map((content, index) =>
        event({
          ...head,
          usage: { prompt_tokens: tokens(), completion_tokens: index + 1 },
          citations,
          search_results: sources,
          object: index === pieces.length - 1 ? 'chat.completion.done' : 'chat.completion.chunk',
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content: pieces.slice(0, index + 1).join('') },
              delta: { role: 'assistant', content },
              ...(index === pieces.length - 1 ? { finish_reason: 'stop' } : {}),
            },
          ],
        }),
      ),
    )
  },
  transcription: ({ prompt }) => ({ type: 'text/plain; charset=utf-8', pieces: [`${said(prompt)}\n`] }),
}

/** The names of the dialects. */
export const NOISY_DIALECTS: readonly string[] = Object.keys(WIRES)
