import { EventStreamCodec } from '@smithy/eventstream-codec'
import { expect, test } from 'vitest'

import { extractUsage } from '../../src/providers/usage/extract-usage.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text),
)

function frame(payload: unknown): Uint8Array {
  return codec.encode({
    headers: { ':message-type': { type: 'string', value: 'event' } },
    body: Buffer.from(JSON.stringify(payload)),
  })
}

function wrapped(event: unknown): Uint8Array {
  return frame({ bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abc' })
}

function usageOfBytes(url: string, frames: readonly Uint8Array[]) {
  const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
  return extractUsage({
    url,
    request: { headers: {}, body: Buffer.from('{}') },
    response: { status: 200, headers, body: Buffer.concat(frames) },
  })
}

const CONVERSE = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse-stream'
const INVOKE =
  'https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-haiku-4-5/invoke-with-response-stream'
const metadata = frame({ usage: { inputTokens: 7, outputTokens: 9, totalTokens: 16 }, metrics: { latencyMs: 1 } })

test('reads the metadata event of Converse', () => {
  expect(usageOfBytes(CONVERSE, [frame({ role: 'assistant' }), metadata])).toEqual({
    provider: 'bedrock',
    model: 'amazon.nova-lite-v1:0',
    input: 7,
    output: 9,
  })
})

test('reads the events of the model itself that an invoke stream wraps', () => {
  const events = [
    wrapped({
      type: 'message_start',
      message: { usage: { input_tokens: 12, cache_read_input_tokens: 4, output_tokens: 1 } },
    }),
    wrapped({ type: 'message_delta', usage: { output_tokens: 30 } }),
  ]

  expect(usageOfBytes(INVOKE, events)).toMatchObject({ input: 16, output: 30, cachedInput: 4 })
})

test('reads the metrics that Bedrock adds, where the model counts nothing itself', () => {
  const last = wrapped({
    outputText: 'x',
    'amazon-bedrock-invocationMetrics': { inputTokenCount: 5, outputTokenCount: 6, invocationLatency: 1 },
  })

  expect(usageOfBytes(INVOKE, [last])).toMatchObject({ input: 5, output: 6 })
})

test('reads what arrived before a stream was cut in the middle of a frame', () => {
  expect(usageOfBytes(CONVERSE, [metadata, metadata.subarray(0, 20)])).toMatchObject({ input: 7, output: 9 })
})

test('skips a frame whose checksum is wrong', () => {
  const broken = Uint8Array.from(metadata)
  broken[broken.length - 10] = 0

  expect(usageOfBytes(CONVERSE, [broken])).toBeUndefined()
})
