import type { Call, RecordedRequest, RecordedResponse } from '../../../src/cassette/call.ts'
import type { Cassette, CassetteEntry } from '../../../src/cassette/cassette.ts'

/** Makes a call that differs from others by its name. */
export function callNamed(name: string, more: Partial<Call> = {}): Call {
  return {
    key: `key of ${name}`,
    request: requestWith({ model: 'm', prompt: name }),
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ answer: name })),
      end: 'complete',
      latency: 5,
      duration: 10,
    },
    recordedAt: '2026-01-02T03:04:05.000Z',
    ...more,
  }
}

/** Makes a request to OpenAI. */
export function requestWith(body: unknown, more: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
    ...more,
  }
}

/**
 * Makes the entry that a cassette has for a call; its request was edited since it was written, if `isEdited` says so.
 */
export function entryOf(call: Call, number = 1, isEdited = false): CassetteEntry {
  return {
    key: call.key,
    number,
    line: number * 10,
    hasIntactRequest: () => !isEdited,
    hasIntactAnswer: () => true,
    answer: () => call.answer,
    response: (): RecordedResponse => call.response,
    usage: () => call.usage,
    call: () => call,
  }
}

/** Makes a cassette as it is after opening. */
export function cassetteOf(calls: readonly Call[]): Cassette {
  return { header: { rewind: 2, test: 'a test' }, entries: calls.map((call, index) => entryOf(call, index + 1)) }
}
