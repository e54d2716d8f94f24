import type { Usage } from '../../src/cassette/call.ts'
import { extractUsage } from '../../src/providers/usage/extract-usage.ts'

/** A call, as text; what is left out is a JSON answer of OpenAI's chat. */
export interface Sample {
  readonly url?: string
  readonly provider?: string
  readonly method?: string
  readonly request?: string
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly requestType?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What counts as the type of a stream. */
export const STREAM = 'text/event-stream; charset=utf-8'

/** Extracts the usage of a sample. */
export function usageOf(sample: Sample): Usage | undefined {
  const {
    url = 'https://api.openai.com/v1/chat/completions',
    request = '{}',
    requestType = 'application/json',
    type = 'application/json',
  } = sample
  return extractUsage({
    url,
    provider: sample.provider,
    request: {
      method: sample.method ?? 'POST',
      headers: { 'content-type': requestType, ...sample.requestHeaders },
      body: Buffer.from(request),
    },
    response: { status: 200, headers: { 'content-type': type, ...sample.headers }, body: Buffer.from(sample.body) },
  })
}

/** Spells events as server-sent events. */
export function sse(events: readonly unknown[]): string {
  return events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')
}

/** Extracts the usage of a JSON answer. */
export function buffered(url: string, answer: unknown, more: Omit<Sample, 'body'> = {}): Usage | undefined {
  return usageOf({ url, body: JSON.stringify(answer), ...more })
}

/** Extracts the usage of a stream of server-sent events. */
export function streamed(url: string, events: readonly unknown[], more: Omit<Sample, 'body'> = {}): Usage | undefined {
  return usageOf({ url, type: STREAM, body: sse(events), ...more })
}

/** What a chat counts, in OpenAI's dialect. */
export const OPENAI_USAGE = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 }

/** What a stream in OpenAI's dialect ends with. */
export const DONE = '[DONE]'

/** Extracts the usage of a chat in OpenAI's dialect: whole, and as a stream whose last chunk counts. */
export function chat(
  url: string,
  model: string,
  usage: object = OPENAI_USAGE,
): { readonly whole: Usage | undefined; readonly stream: Usage | undefined } {
  const whole = buffered(url, { id: 'a', model, choices: [{ message: { role: 'assistant', content: 'Hi' } }], usage })
  const stream = streamed(url, [
    { id: 'a', model, choices: [{ delta: { content: 'Hi' } }] },
    { id: 'a', model, choices: [], usage },
    DONE,
  ])
  return { whole, stream }
}

/** Where messages are sent. */
export const ANTHROPIC = 'https://api.anthropic.com/v1/messages'
