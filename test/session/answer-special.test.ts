import { describe, expect, test } from 'vitest'

import type { Mode } from '../../src/decide.ts'
import type { InterceptedRequest } from '../../src/http/interceptor.ts'
import { originHere } from '../../src/http/origins/origins.ts'
import { answerSpecial, specialKindOf, type SpecialKind } from '../../src/session/answer/answer-special.ts'

function requestWith(method: string, headers: Readonly<Record<string, string>> = {}): InterceptedRequest {
  return {
    method,
    url: new URL('https://api.openai.com/v1/x'),
    headers,
    origin: originHere(undefined),
    signal: new AbortController().signal,
    body: () => Promise.resolve(new Uint8Array()),
  }
}

function answerKind(kind: Exclude<SpecialKind, 'bidirectional'>, mode: Mode, hasCalls: boolean): string {
  const answer = answerSpecial(requestWith('OPTIONS'), { kind, mode, hasRecordings: hasCalls, hasCalls })
  return answer.kind
}

test('tunnels, preflights and requests without an end are no calls', () => {
  const kinds = [
    requestWith('CONNECT'),
    requestWith('OPTIONS', { 'access-control-request-method': 'POST' }),
    requestWith('POST', { 'content-type': 'application/grpc+proto' }),
    requestWith('POST'),
  ].map(specialKindOf)
  expect(kinds).toEqual(['tunnel', 'preflight', 'bidirectional', undefined])
})

describe('what leads to calls', () => {
  test('is answered in strict, even where nothing is recorded', () => {
    expect([answerKind('tunnel', 'strict', true), answerKind('preflight', 'strict', true)]).toEqual([
      'respond',
      'respond',
    ])
    expect([answerKind('tunnel', 'strict', false), answerKind('preflight', 'strict', false)]).toEqual([
      'respond',
      'respond',
    ])
  })

  test('is answered in replay where calls are recorded, and passes where none are', () => {
    expect([answerKind('tunnel', 'replay', true), answerKind('preflight', 'replay', true)]).toEqual([
      'respond',
      'respond',
    ])
    expect([answerKind('tunnel', 'replay', false), answerKind('preflight', 'replay', false)]).toEqual(['pass', 'pass'])
  })

  test('passes in record and off', () => {
    expect([answerKind('tunnel', 'record', true), answerKind('preflight', 'off', true)]).toEqual(['pass', 'pass'])
  })
})

test('the answer to a tunnel is a plain 200', () => {
  const answer = answerSpecial(requestWith('CONNECT'), {
    kind: 'tunnel',
    mode: 'strict',
    hasRecordings: true,
    hasCalls: true,
  })
  expect(answer).toMatchObject({ kind: 'respond', response: { status: 200, body: null } })
})
