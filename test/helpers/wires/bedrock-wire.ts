import { EventStreamCodec } from '@smithy/eventstream-codec'

import { piecesOf } from './wire-answer.ts'

const COUNTS = { usage: { inputTokens: 4, outputTokens: 4, totalTokens: 8 }, metrics: { latencyMs: 5 } }
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

/** Answers `/converse` as Bedrock does. */
export function bedrockMessage(text: string): object {
  return { output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn', ...COUNTS }
}

/** Answers `/converse-stream`: frames of the AWS event stream, binary. */
export function bedrockFrames(text: string): readonly Uint8Array[] {
  return [
    frame('messageStart', { role: 'assistant' }),
    ...piecesOf(text).map((piece) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: piece } })),
    frame('messageStop', { stopReason: 'end_turn' }),
    frame('metadata', COUNTS),
  ]
}

function frame(name: string, body: object): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: name },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: Buffer.from(JSON.stringify(body)),
  })
}
