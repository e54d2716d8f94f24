import defaultHttp, { get as namedGet, request as namedRequest, type IncomingMessage } from 'node:http'
import * as namespaceHttp from 'node:http'
import { createRequire } from 'node:module'

import { expect, test } from 'vitest'

import { serve } from './loopback-server.ts'
import { startInterception } from './start-interception.ts'

type Get = (
  url: string,
  onResponse: (response: IncomingMessage) => void,
) => { on: (event: 'error', listener: (error: Error) => void) => unknown; end: () => unknown }

const require = createRequire(import.meta.url)
const required: typeof namespaceHttp = require('http')
const requiredWithPrefix: typeof namespaceHttp = require('node:http')

const STYLES: Readonly<Record<string, Get>> = {
  'a default import': (url, onResponse) => defaultHttp.request(url, onResponse),
  'a namespace import': (url, onResponse) => namespaceHttp.request(url, onResponse),
  'a named import of request': (url, onResponse) => namedRequest(url, onResponse),
  'a named import of get': (url, onResponse) => namedGet(url, onResponse),
  "require('http')": (url, onResponse) => required.request(url, onResponse),
  "require('node:http').get": (url, onResponse) => requiredWithPrefix.get(url, onResponse),
  'process.getBuiltinModule': (url, onResponse) => process.getBuiltinModule('node:http').request(url, onResponse),
  'a class': (url, onResponse) => new defaultHttp.ClientRequest(url, onResponse),
}

test.each(Object.keys(STYLES))('node:http is seen through %s', async (style) => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { requests } = startInterception({
    ports: [server.port],
    answer: () => ({ kind: 'respond', response: new Response('ours', { headers: { 'content-length': '4' } }) }),
  })
  const text = await new Promise<string>((resolve, reject) => {
    const request = STYLES[style]?.(`${server.origin}/v1/x`, (response) => {
      let received = ''
      response
        .on('data', (piece: Uint8Array) => (received += Buffer.from(piece).toString()))
        .on('end', () => resolve(received))
    })
    request?.on('error', reject)
    request?.end()
  })
  expect([text, requests.length]).toEqual(['ours', 1])
})

test('node:http is seen through a dynamic import', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { requests, nextResponse } = startInterception({ ports: [server.port] })
  const http = await import('node:http')
  http.get(server.origin).on('response', (response) => void response.resume())
  await nextResponse()
  expect(requests).toHaveLength(1)
})
