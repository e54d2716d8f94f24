import { request as namedRequest } from 'node:http'

import { Client } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import { createOrigins } from '../../../src/http/origins/origins.ts'
import { failureOf } from '../http-clients.ts'
import { closedPort } from '../loopback-server.ts'

function startOrigins() {
  const origins = createOrigins({
    isCandidate: () => true,
    context: () => 'here',
    onCandidate() {},
    refuse: () => undefined,
    trackPending: () => () => {},
    onOther() {},
    onBypassed() {},
    isStranger: () => false,
    refuseUnseen: () => undefined,
  })
  onTestFinished(() => origins.dispose())
  return origins
}

test('a request waits for its socket until it is carried', async () => {
  const origins = startOrigins()
  const request = namedRequest('http://127.0.0.1:1/', { method: 'POST' })
  request.on('error', () => {})
  onTestFinished(() => void request.destroy())
  expect(origins.hasPending()).toBe(true)
  const carried = new Request('http://127.0.0.1:1/', {
    headers: { 'x-rewind-origin': String(request.getHeader('x-rewind-origin')) },
  })
  expect(origins.take(carried, new URL(carried.url))?.context).toBe('here')
  expect(carried.headers.has('x-rewind-origin')).toBe(false)
  expect(origins.hasPending()).toBe(false)
})

test('a request that is given up before a socket carries it is not waited for', async () => {
  const origins = startOrigins()
  const request = namedRequest('http://127.0.0.1:1/')
  request.on('error', () => {})
  request.destroy()
  await new Promise((resolve) => request.once('close', resolve))
  await Promise.resolve()
  expect(origins.hasPending()).toBe(false)
})

test('nor is one whose headers were given as an array', async () => {
  const origins = startOrigins()
  const request = namedRequest('http://127.0.0.1:1/', { headers: ['x-a', '1'] })
  request.on('error', () => {})
  request.destroy()
  await new Promise((resolve) => request.once('close', resolve))
  await Promise.resolve()
  expect(origins.hasPending()).toBe(false)
})

test('nor is one of undici that cannot connect', async () => {
  const origins = startOrigins()
  const client = new Client(`http://127.0.0.1:${await closedPort()}`)
  onTestFinished(() => client.destroy())
  await failureOf(client.request({ path: '/', method: 'GET' }))
  expect(origins.hasPending()).toBe(false)
})
