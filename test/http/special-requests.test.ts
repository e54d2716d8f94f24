import { expect, onTestFinished, test, vi } from 'vitest'

import type { InterceptedRequest } from '../../src/http/interceptor.ts'
import { originHere } from '../../src/http/origins/origins.ts'
import { allowCrossOrigin, isPreflight, isUpgrade, preflightResponse } from '../../src/http/special-requests.ts'
import { recordHeaders } from '../../src/http/wire/record-headers.ts'

function requestWith(method: string, headers: Readonly<Record<string, string>>): InterceptedRequest {
  return {
    method,
    url: new URL('http://llm.example/v1/x'),
    headers,
    origin: originHere(undefined),
    signal: new AbortController().signal,
    body: () => Promise.resolve(new Uint8Array()),
  }
}

test('an OPTIONS request that asks for a method is a preflight, or any in a DOM, nothing else', () => {
  expect(isPreflight(requestWith('OPTIONS', { 'access-control-request-method': 'POST' }))).toBe(true)
  expect(isPreflight(requestWith('OPTIONS', {}))).toBe(false)
  vi.stubGlobal('document', {})
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(isPreflight(requestWith('OPTIONS', {}))).toBe(true)
  expect(isPreflight(requestWith('POST', { 'access-control-request-method': 'POST' }))).toBe(false)
})

test('an upgrade is recognized by its headers', () => {
  expect(isUpgrade(requestWith('GET', { upgrade: 'websocket' }))).toBe(true)
  expect(isUpgrade(requestWith('GET', { 'sec-websocket-key': 'x' }))).toBe(true)
  expect(isUpgrade(requestWith('GET', { connection: 'keep-alive' }))).toBe(false)
})

test('the answer to a preflight allows what it asks for, to whom it comes from', () => {
  const response = preflightResponse(
    requestWith('OPTIONS', {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
      origin: 'http://app.example',
    }),
  )
  expect(response.status).toBe(204)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization',
    'access-control-allow-origin': 'http://app.example',
    'access-control-allow-credentials': 'true',
  })
})

test('a response to a request without an origin is left as it is', () => {
  const response = allowCrossOrigin(new Response('x'), requestWith('POST', {}))
  expect(response.headers.has('access-control-allow-origin')).toBe(false)
})

test('headers are recorded by lower-case name, and only set-cookie keeps its values apart', () => {
  const headers = new Headers([
    ['X-Two', 'a'],
    ['x-two', 'b'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
  expect(recordHeaders(headers)).toEqual({ 'x-two': 'a, b', 'set-cookie': ['a=1', 'b=2'] })
})
