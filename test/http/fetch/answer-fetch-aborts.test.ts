import { getEventListeners, getMaxListeners, setMaxListeners } from 'node:events'

import { expect, test } from 'vitest'

import { failureOf } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { onBothWays, expectAlike, expectTheSame } from '../websocket/both-ways.ts'
import { recordedPieces, recordedText } from '../wire/recorded.ts'

test('an abort before, during and after the answer fails alike', async () => {
  const slow = replaying(
    recordedPieces(['one', 'two'], {
      latency: 30,
      chunks: [
        { size: 3, at: 0 },
        { size: 3, at: 60_000 },
      ],
    }),
    { speed: 1 },
  )
  await expectTheSame(async (origin) => {
    const early = await failureOf(fetch(origin, { signal: AbortSignal.abort() }))
    const waiting = await failureOf(fetch(origin, { signal: AbortSignal.timeout(5) }))
    const controller = new AbortController()
    const reader = (await fetch(origin, { signal: controller.signal })).body?.getReader()
    await reader?.read()
    controller.abort('my reason')
    const reading = await failureOf(reader?.read() ?? Promise.resolve())
    return [early, waiting, reading].map((error) => (error instanceof Error ? error.name : error))
  }, slow)
})

test('an answer that was cut fails alike', async () => {
  await expectAlike(
    async (origin) => {
      const error = await failureOf(fetch(origin).then((response) => response.text()))
      return error instanceof Error
        ? [
            error.name,
            error.message,
            error.cause instanceof Error && 'code' in error.cause ? [error.cause.name, error.cause.code] : error.cause,
          ]
        : error
    },
    replaying(recordedPieces(['one'], { end: 'cut' })),
  )
})

test('an abort reaches a body that came but was not read, and not one that was', async () => {
  await expectTheSame(async (origin) => {
    const controller = new AbortController()
    const { signal } = controller
    const [unread, read] = [await fetch(origin, { signal }), await fetch(origin, { signal })]
    const text = await read.text()
    controller.abort(null)
    return [text, String(await failureOf(unread.text()))]
  })
})

test('calls that share a signal leave no listeners, and no warning', async () => {
  const warnings: unknown[] = []
  const note = (warning: unknown): void => void warnings.push(warning)
  process.on('warning', note)
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  startInterception({ ports: [server.port], way: 'short', answer: replaying(recordedText('replayed')) })
  const { signal } = new AbortController()
  const texts = await Promise.all(
    Array.from({ length: 40 }, async () => (await fetch(server.origin, { signal })).text()),
  )
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  expect(new Set(texts)).toEqual(new Set(['replayed']))
  expect(warnings).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('the limit of listeners that a caller set on its signal stays', async () => {
  await expectTheSame(async (origin) => {
    const { signal } = new AbortController()
    setMaxListeners(3, signal)
    await (await fetch(origin, { signal })).text()
    return getMaxListeners(signal)
  })
})

test('an abort is reported in the same turn of the event loop', async () => {
  const { short } = await onBothWays(async (origin) => {
    const controller = new AbortController()
    const events: string[] = []
    const call = fetch(origin, { signal: controller.signal }).catch(() => events.push('rejected'))
    controller.abort()
    await new Promise((resolve) => process.nextTick(resolve))
    events.push('later')
    await call
    return events
  })
  expect(short.result).toEqual(['rejected', 'later'])
})
