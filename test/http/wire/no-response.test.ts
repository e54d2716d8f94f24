import { request as namedRequest } from 'node:http'

import OpenAI from 'openai'
import { request as undiciRequest } from 'undici'
import { describe, expect, test } from 'vitest'

import { failureOf, httpRequest } from '../http-clients.ts'
import { closedPort, createGate, serve, serveTcp } from '../loopback-server.ts'
import { startInterception } from '../start-interception.ts'

/** What is captured of a request of `node:http` that is destroyed once its server has it. */
async function captureOfDestroyed(error?: Error) {
  const asked = createGate()
  const server = await serve((incoming) => void incoming.resume().once('end', asked.open))
  const { nextCapture } = startInterception({ ports: [server.port] })
  const request = namedRequest(server.origin, { method: 'POST' })
  request.on('error', () => {})
  request.end('x')
  await asked.opened
  request.destroy(error)
  return await nextCapture()
}

describe('an exchange without a response is reported with its cause', () => {
  test('when fetch is refused', async () => {
    const port = await closedPort()
    const { nextCapture } = startInterception({ ports: [port] })
    await failureOf(fetch(`http://127.0.0.1:${port}/`))
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
  })

  test('when node:http is refused', async () => {
    const port = await closedPort()
    const { nextCapture } = startInterception({ ports: [port] })
    const error = await failureOf(httpRequest(`http://127.0.0.1:${port}/`))
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
  })

  test('when undici.request is refused', async () => {
    const port = await closedPort()
    const { nextCapture } = startInterception({ ports: [port] })
    await failureOf(undiciRequest(`http://127.0.0.1:${port}/`))
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
  })

  test('when the server closes before the headers, by fetch', async () => {
    const server = await serveTcp((socket) => void socket.once('data', () => socket.end()))
    const { nextCapture } = startInterception({ ports: [server.port] })
    await failureOf(fetch(server.origin, { method: 'POST', body: 'x' }))
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
  })

  test('when the server closes before the headers, by node:http', async () => {
    const server = await serveTcp((socket) => void socket.once('data', () => socket.end()))
    const { nextCapture } = startInterception({ ports: [server.port] })
    await failureOf(httpRequest(server.origin, { method: 'POST', body: 'x' }))
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'cut' })
  })

  test('when fetch is aborted before the headers', async () => {
    const asked = createGate()
    const server = await serve((incoming) => void incoming.resume().once('end', asked.open))
    const { nextCapture } = startInterception({ ports: [server.port] })
    const controller = new AbortController()
    const failed = failureOf(fetch(server.origin, { method: 'POST', body: 'x', signal: controller.signal }))
    await asked.opened
    controller.abort()
    await failed
    expect(await nextCapture()).toMatchObject({ kind: 'none', cause: 'aborted' })
  })

  test('when a request of node:http is destroyed before the headers', async () => {
    expect(await captureOfDestroyed()).toMatchObject({ kind: 'none', cause: 'aborted' })
  })

  test('when a timeout destroys a request of node:http with an error that has a code', async () => {
    const timeout = Object.assign(new Error('too slow'), { name: 'TimeoutError', code: 'ETIMEDOUT' })
    expect(await captureOfDestroyed(timeout)).toMatchObject({ kind: 'none', cause: 'aborted' })
  })

  test('when a timeout of the OpenAI client strikes before the headers', async () => {
    const server = await serve((incoming) => void incoming.resume())
    const { nextCapture } = startInterception({ ports: [server.port] })
    const openai = new OpenAI({ baseURL: server.origin, apiKey: 'sk-none', timeout: 50, maxRetries: 0 })
    const startedAt = performance.now()
    await failureOf(openai.models.list())
    const captured = await nextCapture()
    const passed = performance.now() - startedAt
    expect(captured).toMatchObject({ kind: 'none', cause: 'aborted' })
    expect(captured.kind === 'none' && captured.duration > 0 && captured.duration <= passed).toBe(true)
  })

  test('when the caller is gone while the request is looked at', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('too late'))
    const looking = createGate()
    const seen: unknown[] = []
    const controller = new AbortController()
    const done = createGate()
    startInterception({
      ports: [server.port],
      async answer(request) {
        looking.open()
        await new Promise((resolve) => request.signal.addEventListener('abort', resolve))
        return {
          kind: 'capture',
          onCaptured(captured) {
            seen.push(captured)
            done.open()
          },
        }
      },
    })
    const failed = failureOf(fetch(server.origin, { signal: controller.signal }))
    await looking.opened
    controller.abort()
    await failed
    await done.opened
    expect(seen).toMatchObject([{ kind: 'none', cause: 'aborted' }])
  })
})
