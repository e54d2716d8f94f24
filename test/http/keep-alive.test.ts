import { Agent as HttpAgent, request as namedRequest } from 'node:http'

import { Agent, request as undiciRequest } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import type { Handling, InterceptedRequest } from '../../src/http/interceptor.ts'
import { failureOf, httpRequest, readNodePieces } from './http-clients.ts'
import { serve } from './loopback-server.ts'
import { replaying, startInterception } from './start-interception.ts'
import { recordedPieces, recordedText } from './wire/recorded.ts'

/** Answers by the path: `/live` goes live, `/replay` and `/cut` come from a recording. */
async function startMixed() {
  const server = await serve(
    (incoming, outgoing) => void incoming.resume().once('end', () => outgoing.end(`live ${incoming.url}`)),
  )
  const live: string[] = []
  const answer = (request: InterceptedRequest): Handling | Promise<Handling> => {
    switch (request.url.pathname) {
      case '/replay':
        return replaying(recordedText('replayed'))(request)
      case '/stream':
        return replaying(recordedPieces(['re', 'played']))(request)
      case '/unanswered':
        return replaying(recordedText('', { status: 0, end: 'aborted' }))(request)
      case '/cut':
        return replaying(recordedPieces(['re'], { end: 'cut' }))(request)
      default:
        return {
          kind: 'capture',
          onCaptured: (captured) =>
            void live.push(
              captured.kind === 'none' ? captured.cause : Buffer.from(captured.response.rawBody).toString(),
            ),
        }
    }
  }
  startInterception({ ports: [server.port], answer })
  return { server, live }
}

test('one node:http socket serves live and replayed answers in turn', async () => {
  const { server } = await startMixed()
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const got: string[] = []
  for (const path of ['/live', '/replay', '/stream', '/live', '/replay']) {
    got.push(
      (
        await readNodePieces((await httpRequest(server.origin + path, { agent, method: 'POST', body: 'x' })).response)
      ).join(''),
    )
  }
  expect(got).toEqual(['live /live', 'replayed', 'replayed', 'live /live', 'replayed'])
  expect(server.connections()).toBe(1)
})

test('one undici connection serves live and replayed answers in turn', async () => {
  const { server } = await startMixed()
  const dispatcher = new Agent({ connections: 1 })
  onTestFinished(() => dispatcher.destroy())
  const got: string[] = []
  for (const path of ['/live', '/replay', '/stream', '/live', '/replay']) {
    got.push(await (await undiciRequest(server.origin + path, { dispatcher, method: 'POST', body: 'x' })).body.text())
  }
  expect(got).toEqual(['live /live', 'replayed', 'replayed', 'live /live', 'replayed'])
  expect(server.connections()).toBe(1)
})

test('fetch goes on after an answer that was cut', async () => {
  const { server } = await startMixed()
  await failureOf(fetch(`${server.origin}/cut`).then((response) => response.text()))
  expect(await (await fetch(`${server.origin}/stream`)).text()).toBe('replayed')
  expect(await (await fetch(`${server.origin}/live`)).text()).toBe('live /live')
})

test('fetch goes on after an answer that its caller left', async () => {
  const { server } = await startMixed()
  const reader = (await fetch(`${server.origin}/stream`)).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(await (await fetch(`${server.origin}/replay`)).text()).toBe('replayed')
  expect(await (await fetch(`${server.origin}/live`)).text()).toBe('live /live')
})

test('node:http goes on after an answer that its caller left', async () => {
  const { server } = await startMixed()
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const { request, response } = await httpRequest(`${server.origin}/stream`, { agent })
  response.on('error', () => {})
  request.destroy()
  expect((await readNodePieces((await httpRequest(`${server.origin}/replay`, { agent })).response)).join('')).toBe(
    'replayed',
  )
  expect((await readNodePieces((await httpRequest(`${server.origin}/live`, { agent })).response)).join('')).toBe(
    'live /live',
  )
})

test('node:http reports an abort before the headers once, as an abort, also on a socket that was used', async () => {
  const { server } = await startMixed()
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  await readNodePieces((await httpRequest(`${server.origin}/replay`, { agent })).response)
  const controller = new AbortController()
  const request = namedRequest(`${server.origin}/unanswered`, { agent, signal: controller.signal })
  const told: unknown[] = []
  request.on('error', (error) => told.push(error.name)).on('close', () => told.push('close'))
  request.end()
  await new Promise((resolve) => request.once('finish', resolve))
  // From a turn of the event loop, as a timer does.
  setImmediate(() => controller.abort())
  await new Promise((resolve) => request.once('close', resolve))
  await new Promise((resolve) => setImmediate(resolve))
  expect(request.reusedSocket).toBe(true)
  expect(told).toEqual(['AbortError', 'close'])
})

test('two hundred live streams at once are all captured whole', async () => {
  const { server, live } = await startMixed()
  const got = await Promise.all(
    Array.from({ length: 200 }, async (_unused, index) => (await fetch(`${server.origin}/${index}`)).text()),
  )
  expect(got).toEqual(Array.from({ length: 200 }, (_unused, index) => `live /${index}`))
  await expect.poll(() => live.length).toBe(200)
  expect(live.toSorted()).toEqual(got.toSorted())
})
