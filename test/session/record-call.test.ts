import { describe, expect, expectTypeOf, test } from 'vitest'

import type { Call, RecordedResponse } from '../../src/cassette/call.ts'
import type { RawResponse } from '../../src/http/wire/capture-response.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import { recordCall, type FinishedExchange } from '../../src/session/answer/record-call.ts'
import { requestWith } from '../helpers/samples/sample-calls.ts'

const SECRET = 'kq7Zp-93hRw2_vLx84TnB'
const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  model: 'gpt-4o-mini',
  choices: [],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
})

function response(more: Partial<RawResponse> = {}): RawResponse {
  return {
    status: 200,
    rawHeaders: { 'content-type': 'application/json' },
    rawBody: Buffer.from(ANSWER),
    end: 'complete',
    latency: 10,
    duration: 20,
    ...more,
  }
}

function exchange(captured: FinishedExchange['captured'], more: Partial<FinishedExchange> = {}): FinishedExchange {
  return {
    key: 'k',
    request: requestWith({ model: 'gpt-4o-mini' }),
    captured,
    provider: 'openai',
    redactor: createRedactor({ secrets: [{ name: 'OPENAI_API_KEY', value: SECRET }], rules: [] }),
    recordErrors: false,
    keepHeaders: [],
    recordedAt: '2026-01-02T03:04:05.000Z',
    ...more,
  }
}

function recordResponse(more: Partial<RawResponse>, recordErrors = false) {
  return recordCall(exchange({ kind: 'response', response: response(more) }, { recordErrors }))
}

describe('an answer', () => {
  test('is recorded with its key, request, time and usage', () => {
    expect(recordResponse({})).toMatchObject({
      kind: 'recorded',
      call: {
        key: 'k',
        recordedAt: '2026-01-02T03:04:05.000Z',
        request: { method: 'POST' },
        response: { status: 200, end: 'complete', latency: 10, duration: 20 },
        usage: { provider: 'openai', model: 'gpt-4o-mini', input: 12, output: 3 },
      },
    })
  })

  test('has no usage where none is counted', () => {
    const recording = recordResponse({ rawBody: Buffer.from('{}') })
    expect(recording.kind === 'recorded' && 'usage' in recording.call).toBe(false)
  })

  test('keeps only allowed headers', () => {
    const recording = recordResponse({
      rawHeaders: {
        'content-type': 'application/json',
        'set-cookie': ['a=1'],
        'openai-organization': 'org',
        'content-length': '9',
      },
    })
    expect(recording).toMatchObject({ call: { response: { headers: { 'content-type': 'application/json' } } } })
    expect(JSON.stringify(recording)).not.toMatch(/set-cookie|openai-organization|content-length/)
  })

  test('keeps the headers that the user names, without the secrets in them', () => {
    const raw = response({ rawHeaders: { 'x-trace': `a ${SECRET}`, constructor: '1', 'x-other': '2' } })
    const keepHeaders = ['X-Trace', 'constructor']
    const recording = recordCall(exchange({ kind: 'response', response: raw }, { keepHeaders }))
    expect(recording).toMatchObject({ call: { response: { headers: { constructor: '1', 'x-trace': 'a <secret>' } } } })
  })

  test('loses the secrets of its trailers', () => {
    const recording = recordResponse({ rawTrailers: { 'x-sum': SECRET } })
    expect(recording).toMatchObject({ call: { response: { trailers: { 'x-sum': '<secret>' } } } })
  })

  test('loses its secrets', () => {
    const recording = recordResponse({ rawBody: Buffer.from(`{"echo":"${SECRET}"}`) })
    expect(recording.kind === 'recorded' ? Buffer.from(recording.call.response.body).toString() : '').not.toContain(
      SECRET,
    )
  })

  test('loses a secret that is split over two pieces, and its pieces still add up', () => {
    const body = Buffer.from(`data: ${SECRET}\n\ndata: end\n\n`)
    const recording = recordResponse({
      rawBody: body,
      chunks: [
        { size: 12, at: 0 },
        { size: body.length - 12, at: 5 },
      ],
    })
    if (recording.kind !== 'recorded') throw new Error('not recorded')
    const { body: kept, chunks } = recording.call.response
    expect(Buffer.from(kept).toString()).not.toContain(SECRET.slice(0, 6))
    expect(chunks?.reduce((sum, { size }) => sum + size, 0)).toBe(kept.length)
  })
})

test('a cassette takes no answer that was not redacted', () => {
  expectTypeOf<RawResponse>().not.toExtend<RecordedResponse>()
  expectTypeOf<RawResponse>().not.toExtend<Call['response']>()
})

describe('what is not recorded', () => {
  test('are answers that a retry, a key or a quota would change, each with its cause', () => {
    const causes = [401, 403, 408, 409, 429, 500, 502, 529].map((status) => {
      const recording = recordResponse({ status })
      return recording.kind === 'not-recorded' ? recording.cause : status
    })
    expect(causes).toEqual([
      '401: is OPENAI_API_KEY set and valid?',
      '403: the key has no access to this model or project',
      '408: the server timed out',
      '409: conflict',
      '429: rate limited or out of quota',
      '500: the server failed',
      '502: the server failed',
      '529: the server failed',
    ])
  })

  test('are streams that the server cut', () => {
    expect(recordResponse({ end: 'cut', chunks: [{ size: ANSWER.length, at: 0 }] })).toMatchObject({
      kind: 'not-recorded',
      cause: 'the server cut the stream',
      response: { end: 'cut' },
    })
  })

  test('are exchanges without an answer, whatever recordErrors says', () => {
    const recordings = [true, false].map((recordErrors) =>
      recordCall(exchange({ kind: 'none', cause: 'cut', duration: 5 }, { recordErrors })),
    )
    expect(recordings.map((recording) => recording.kind === 'not-recorded' && recording.cause)).toEqual(
      Array(2).fill('no answer: the connection failed or was closed'),
    )
  })

  test('names no key if the provider has none', () => {
    expect(
      recordCall(exchange({ kind: 'response', response: response({ status: 401 }) }, { provider: 'corp' })),
    ).toMatchObject({ cause: '401: is the API key set and valid?' })
  })
})

describe('what is recorded', () => {
  test('are other answers of the 4xx kind', () => {
    expect([400, 404, 413, 422].map((status) => recordResponse({ status }).kind)).toEqual(Array(4).fill('recorded'))
  })

  test('are all answers and cut streams under recordErrors', () => {
    expect([401, 429, 500].map((status) => recordResponse({ status }, true).kind)).toEqual(Array(3).fill('recorded'))
    expect(recordResponse({ end: 'cut' }, true)).toMatchObject({ kind: 'recorded', call: { response: { end: 'cut' } } })
  })

  test('is a stream that its caller left, marked so', () => {
    expect(recordResponse({ end: 'aborted', chunks: [{ size: ANSWER.length, at: 0 }] })).toMatchObject({
      kind: 'recorded',
      call: { response: { end: 'aborted' } },
    })
  })

  test('is a request that its caller left before an answer, as one of status 0 that took as long', () => {
    expect(recordCall(exchange({ kind: 'none', cause: 'aborted', duration: 3000 }))).toMatchObject({
      kind: 'recorded',
      call: { response: { status: 0, end: 'aborted', duration: 3000 } },
    })
  })
})
