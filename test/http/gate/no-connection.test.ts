import { request as namedRequest, Agent as HttpAgent } from 'node:http'
import { connect } from 'node:net'

import { Agent, Pool, request as undiciRequest } from 'undici'
import { expect, onTestFinished, test, vi } from 'vitest'

import { failureOf, httpRequest, readNodePieces, readWebPieces } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { recordedPieces, recordedText } from '../wire/recorded.ts'

const STREAM = recordedPieces(['one', 'two', 'three'])

/** Lets everything happen that an idle socket could still do. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
}

async function startReplay(response = STREAM) {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const interception = startInterception({ ports: [server.port], answer: replaying(response) })
  return { server, interception }
}

test('no connection is opened by replayed fetches, one after the other', async () => {
  const { server } = await startReplay()
  for (let round = 0; round < 10; round += 1) await readWebPieces(await fetch(server.origin))
  await settle()
  expect(server.connections()).toBe(0)
})

test('no connection is opened by replayed fetches, all at once', async () => {
  const { server } = await startReplay()
  await Promise.all(Array.from({ length: 20 }, async () => readWebPieces(await fetch(server.origin))))
  await settle()
  expect(server.connections()).toBe(0)
})

test('no connection is opened after fetches that were aborted in the middle', async () => {
  const { server } = await startReplay()
  for (let round = 0; round < 10; round += 1) {
    const controller = new AbortController()
    const reader = (await fetch(server.origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort()
    await settle()
  }
  expect(server.connections()).toBe(0)
})

test('no connection is opened after bodies that were cancelled', async () => {
  const { server } = await startReplay()
  for (let round = 0; round < 10; round += 1) {
    await (await fetch(server.origin)).body?.cancel()
    await settle()
  }
  expect(server.connections()).toBe(0)
})

test('no connection is opened after replayed bodies that were cut', async () => {
  const { server } = await startReplay(recordedPieces(['one'], { end: 'cut' }))
  for (let round = 0; round < 5; round += 1) {
    await failureOf(fetch(server.origin).then((response) => response.text()))
    await settle()
  }
  expect(server.connections()).toBe(0)
})

test('no connection is opened after requests that were aborted before their answer', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { requests } = startInterception({ ports: [server.port], answer: () => new Promise(() => {}) })
  const controller = new AbortController()
  const failed = failureOf(fetch(server.origin, { signal: controller.signal }))
  await vi.waitUntil(() => requests.length === 1)
  controller.abort()
  await failed
  await settle()
  expect(server.connections()).toBe(0)
})

test('no connection is opened by undici.request, an Agent with one connection and a pipelining Pool', async () => {
  const { server } = await startReplay()
  const agent = new Agent({ connections: 1 })
  const pool = new Pool(server.origin, { connections: 1, pipelining: 4 })
  onTestFinished(async () => {
    await Promise.all([agent.destroy(), pool.destroy()])
  })
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await readNodePieces((await undiciRequest(server.origin)).body)
      await readNodePieces((await undiciRequest(server.origin, { dispatcher: agent })).body)
      await readNodePieces((await pool.request({ path: '/', method: 'GET' })).body)
    }),
  )
  await settle()
  expect(server.connections()).toBe(0)
})

test('no connection is opened by node:http, with and without keep-alive, destroyed or read to the end', async () => {
  const { server } = await startReplay()
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  for (let round = 0; round < 5; round += 1) {
    await readNodePieces((await httpRequest(server.origin)).response)
    await readNodePieces((await httpRequest(server.origin, { agent })).response)
    const { request, response } = await httpRequest(server.origin)
    response.on('error', () => {})
    request.destroy()
    await settle()
  }
  expect(server.connections()).toBe(0)
})

test('no connection is opened by a request that is destroyed before it was sent', async () => {
  const { server } = await startReplay()
  const request = namedRequest(server.origin, { method: 'POST' })
  request.on('error', () => {})
  request.destroy()
  await settle()
  expect(server.connections()).toBe(0)
})

test('no connection is opened for replayed uploads', async () => {
  const { server } = await startReplay(recordedText('thanks'))
  const answers = await Promise.all([
    fetch(server.origin, { method: 'POST', body: Buffer.alloc(1_000_000, 'x') }).then((response) => response.text()),
    httpRequest(server.origin, { method: 'PUT', body: Buffer.alloc(1_000_000, 'y') }).then(async ({ response }) =>
      (await readNodePieces(response)).join(''),
    ),
  ])
  await settle()
  expect(answers).toEqual(['thanks', 'thanks'])
  expect(server.connections()).toBe(0)
})

test('no connection is opened by a socket that says nothing', async () => {
  const { server } = await startReplay()
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await settle()
  expect(server.connections()).toBe(0)
})

test('bytes that are not HTTP do not reach an LLM host, and the socket fails', async () => {
  const { server } = await startReplay()
  const socket = connect(server.port, '127.0.0.1')
  const failed = new Promise((resolve) => socket.once('error', resolve))
  socket.write('\u0000\u0001not http\r\n\r\n')
  expect(await failed).toMatchObject({ message: 'refused: 127.0.0.1' })
  expect(server.connections()).toBe(0)
})

test('no connection is opened when the handling of a request fails', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { errors } = startInterception({ ports: [server.port], answer: () => Promise.reject(new Error('a defect')) })
  const response = await fetch(server.origin)
  expect([response.status, await response.text()]).toEqual([400, 'defect'])
  expect(errors).toMatchObject([{ message: 'a defect' }])
  expect(server.connections()).toBe(0)
})
