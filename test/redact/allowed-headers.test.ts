import { expect, test } from 'vitest'

import { ALLOWED_REQUEST_HEADERS, ALLOWED_RESPONSE_HEADERS, keepHeaders } from '../../src/redact/allowed-headers.ts'

test('a request keeps what its key and its body need', () => {
  const headers = {
    'User-Agent': 'sdk',
    'Content-Type': 'application/json',
    authorization: 'Bearer x',
    'x-api-key': 'x',
    'anthropic-version': '2023-06-01',
    'anthropic-beta': ['a', 'b'],
    'x-stainless-os': 'Linux',
  }
  expect(keepHeaders(headers, ALLOWED_REQUEST_HEADERS)).toEqual({
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'anthropic-beta': ['a', 'b'],
  })
})

test('a response keeps no framing, account or cookie', () => {
  const headers = {
    'content-type': 'text/event-stream',
    'content-encoding': 'gzip',
    'content-length': '12',
    'transfer-encoding': 'chunked',
    'set-cookie': ['a=b'],
    date: 'today',
    'openai-organization': 'org',
    'x-request-id': 'req_1',
    'retry-after': '2',
  }
  expect(keepHeaders(headers, ALLOWED_RESPONSE_HEADERS)).toEqual({
    'content-type': 'text/event-stream',
    'retry-after': '2',
  })
})

test('kept headers stand in the order of their names', () => {
  expect(Object.keys(keepHeaders({ 'content-type': 'a', accept: 'b' }, ALLOWED_REQUEST_HEADERS))).toEqual([
    'accept',
    'content-type',
  ])
})
