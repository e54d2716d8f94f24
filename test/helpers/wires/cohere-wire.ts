import { piecesOf, serverSentEvent } from './wire-answer.ts'

const ENDING = { finish_reason: 'COMPLETE', usage: { tokens: { input_tokens: 4, output_tokens: 4 } } }

/** Answers `POST /v2/chat` as Cohere does. */
export function cohereChat(text: string): object {
  return { id: 'c', message: { role: 'assistant', content: [{ type: 'text', text }] }, ...ENDING }
}

/** Answers it as a stream of named events, without a final marker. */
export function cohereEvents(text: string): readonly string[] {
  return [
    named('message-start', { id: 'c', delta: { message: { role: 'assistant', content: [] } } }),
    named('content-start', delta({ type: 'text', text: '' })),
    ...piecesOf(text).map((piece) => named('content-delta', delta({ text: piece }))),
    named('content-end', { index: 0 }),
    named('message-end', { delta: ENDING }),
  ]
}

function delta(content: object): object {
  return { index: 0, delta: { message: { content } } }
}

function named(type: string, event: object): string {
  return serverSentEvent({ type, ...event }, type)
}
