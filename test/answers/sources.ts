import type { AnswerSource } from '../../src/answers/read-answer.ts'

/** A source for tests: a body, whole. */
export function whole(
  body: unknown,
  { url = 'https://api.example.com/v1', status = 200, request = {} }: Facts = {},
): AnswerSource {
  return {
    request: { url, headers: {}, body: Buffer.from(JSON.stringify(request)) },
    response: { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) },
  }
}

/** A source for tests: a stream of server-sent events. */
export function events(...list: readonly unknown[]): AnswerSource {
  const text = list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  return {
    request: { url: 'https://api.example.com/v1', headers: {}, body: new Uint8Array() },
    response: { status: 200, headers: { 'content-type': 'text/event-stream' }, body: Buffer.from(text) },
  }
}

interface Facts {
  readonly url?: string
  readonly status?: number
  readonly request?: unknown
}
