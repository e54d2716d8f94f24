import { describe, expect, test } from 'vitest'

import { isKeyHeader, isKeptRequestHeader } from '../../src/cassette/header-names.ts'
import { keepRequestHeaders, keepResponseHeaders } from '../../src/redact/allowed-headers.ts'

describe('a request', () => {
  test('keeps what its key and its body need', () => {
    const headers = {
      'User-Agent': 'sdk',
      'Content-Type': 'application/json',
      authorization: 'Bearer x',
      'x-api-key': 'x',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': ['a', 'b'],
      'x-stainless-os': 'Linux',
      'X-Amzn-Bedrock-GuardrailIdentifier': 'gr-1',
    }
    expect(keepRequestHeaders(headers)).toEqual({
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': ['a', 'b'],
      'x-amzn-bedrock-guardrailidentifier': 'gr-1',
    })
  })

  test('keeps what the user adds to the key, however it is spelled', () => {
    expect(keepRequestHeaders({ 'X-Tenant': 'a', 'x-other': 'b' }, ['X-TENANT'])).toEqual({ 'x-tenant': 'a' })
  })

  test('keeps every header of the key: without it, a recording could not be found', () => {
    const names = ['anthropic-version', 'x-amzn-bedrock-trace', 'ai-language-model-streaming', 'x-goog-upload-command']
    expect(names.map((name) => [isKeyHeader(name), isKeptRequestHeader(name)])).toEqual(names.map(() => [true, true]))
  })
})

describe('a response', () => {
  test('keeps no framing, account or cookie', () => {
    const headers = {
      'content-type': 'text/event-stream',
      'content-encoding': 'gzip',
      'content-length': '12',
      'transfer-encoding': 'chunked',
      'set-cookie': ['a=b'],
      date: 'today',
      'openai-organization': 'org',
      'retry-after': '2',
    }
    expect(keepResponseHeaders(headers, 'POST')).toEqual({ 'content-type': 'text/event-stream', 'retry-after': '2' })
  })

  test.each([
    ['uploads of Google', 'x-goog-upload-url'],
    ['uploads of Google', 'X-Goog-Upload-Status'],
    ['uploads of Google', 'x-goog-upload-chunk-granularity'],
    ['operations of Azure', 'operation-location'],
    ['operations of Azure', 'Azure-AsyncOperation'],
    ['sessions of MCP', 'Mcp-Session-Id'],
    ['ids on the results of SDKs', 'x-request-id'],
    ['ids on the results of SDKs', 'request-id'],
    ['rate limits', 'x-ratelimit-remaining-requests'],
    ['rate limits', 'anthropic-ratelimit-tokens-reset'],
    ['rate limits', 'x-ratelimitbysize-remaining-minute'],
    ['pollers of OpenAI', 'openai-poll-after-ms'],
    ['uploads to Together', 'x-together-file-id'],
    ['ids on the results of SDKs', 'x-amz-id-2'],
    ['caches', 'etag'],
    ['caches', 'cache-control'],
  ])('keeps what clients act on: %s, %s', (_kind, name) => {
    expect(keepResponseHeaders({ [name]: 'v' }, 'POST')).toEqual({ [name.toLowerCase()]: 'v' })
  })

  test('keeps what the user names, but no framing', () => {
    const headers = { 'x-trace': '1', 'set-cookie': ['a=1', 'b=2'], 'content-encoding': 'gzip', 'x-other': '2' }
    expect(keepResponseHeaders(headers, 'POST', ['X-Trace', 'set-cookie', 'content-encoding'])).toEqual({
      'set-cookie': ['a=1', 'b=2'],
      'x-trace': '1',
    })
  })

  test('keeps the length that HEAD asks for', () => {
    expect(keepResponseHeaders({ 'content-length': '12' }, 'HEAD')).toEqual({ 'content-length': '12' })
  })
})

test('kept headers are sorted by name', () => {
  expect(Object.keys(keepRequestHeaders({ 'content-type': 'a', accept: 'b' }))).toEqual(['accept', 'content-type'])
})
