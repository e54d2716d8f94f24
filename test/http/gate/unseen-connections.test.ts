import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'

import { Pool } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import { failureOf, httpRequest, readNodePieces } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'

const RECORDED = {
  status: 200,
  headers: {},
  body: Buffer.from('recorded'),
  latency: 0,
  duration: 0,
  end: 'complete',
} as const

/** A server that counts its requests. */
async function serveCounted() {
  let requests = 0
  const server = await serve((_incoming, outgoing) => {
    requests += 1
    outgoing.end('live')
  })
  return { ...server, requests: () => requests }
}

test('a pool of undici that connected before is refused once, before a byte leaves, and answered then', async () => {
  const server = await serveCounted()
  const pool = new Pool(server.origin, { connections: 1 })
  onTestFinished(() => pool.destroy())
  const ask = async (): Promise<string> => (await pool.request({ method: 'POST', path: '/', body: 'x' })).body.text()
  expect(await ask()).toBe('live')
  startInterception({ ports: [server.port], answer: replaying(RECORDED), refusesUnseen: true })
  expect(String(await failureOf(ask()))).toContain('refused')
  expect(await ask()).toBe('recorded')
  expect(server.requests()).toBe(1)
})

test('so is a request of node:http over a socket that its caller has opened before', async () => {
  const server = await serveCounted()
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const { bypassed } = startInterception({ ports: [server.port], answer: replaying(RECORDED), refusesUnseen: true })
  const over = { createConnection: () => socket, method: 'POST', body: 'x' }
  expect(String(await failureOf(httpRequest(server.origin, over)))).toContain('refused')
  expect(server.requests()).toBe(0)
  expect(bypassed).toEqual([])
})

test('where calls may go live it is sent, and told afterwards', async () => {
  const server = await serveCounted()
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const { bypassed } = startInterception({ ports: [server.port] })
  const { request, response } = await httpRequest(server.origin, { createConnection: () => socket })
  const closed = once(request, 'close')
  expect(await readNodePieces(response)).toEqual(['live'])
  await closed
  expect(bypassed).toEqual([`${server.origin}/`])
})
