import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import { expect, onTestFinished, test, vi } from 'vitest'

import { onBothWays, causeOf } from '../websocket/both-ways.ts'

const AGENTS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

/** Takes no request: its handlers differ between versions of undici. */
const refusing = {
  dispatch(): boolean {
    throw new Error('refused')
  },
}

const hasDispatch = (agent: unknown): agent is { dispatch(): boolean } =>
  typeof agent === 'object' && agent !== null && 'dispatch' in agent

test('a dispatcher that the caller gives is used', async () => {
  // @ts-expect-error -- the types of Node.js leave it out
  const { short } = await onBothWays((origin) => causeOf(fetch(origin, { dispatcher: refusing })))
  expect(short.result).toEqual(new Error('refused'))
})

test('an agent that the test set for all calls is used', async () => {
  const { short } = await onBothWays(async (origin) => {
    const present = AGENTS.filter((symbol) => Reflect.has(globalThis, symbol)).map(
      (symbol) => [symbol, Reflect.get(globalThis, symbol)] as const,
    )
    for (const [symbol] of present) Reflect.set(globalThis, symbol, refusing)
    const cause = await causeOf(fetch(origin))
    for (const [symbol, agent] of present) Reflect.set(globalThis, symbol, agent)
    return cause
  })
  expect(short.result).toEqual(new Error('refused'))
})

test('a listener to the requests of undici sees each', async () => {
  const watched: unknown[] = []
  const watch = (message: unknown): void => void watched.push(message)
  subscribe('undici:request:create', watch)
  const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
  unsubscribe('undici:request:create', watch)
  expect(short).toMatchObject({ result: 'replayed', sent: 1 })
  expect(watched).toHaveLength(2)
})

test('a listener to only the answers of undici gets each', async () => {
  const watch = vi.fn()
  for (const channel of ['undici:request:headers', 'undici:request:trailers', 'undici:request:bodySent']) {
    subscribe(channel, watch)
    const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
    unsubscribe(channel, watch)
    expect(short.sent, channel).toBe(1)
  }
})

test('an agent whose dispatch the test spies on is used', async () => {
  const { short } = await onBothWays(async (origin) => {
    // Makes sure that there is an agent.
    await (await fetch(new Request(origin))).text()
    const spies = AGENTS.map((symbol): unknown => Reflect.get(globalThis, symbol))
      .filter(hasDispatch)
      .map((agent) => vi.spyOn(agent, 'dispatch'))
    await (await fetch(origin)).text()
    const calls = spies.map((spy) => spy.mock.calls.length)
    for (const spy of spies) spy.mockRestore()
    return Math.max(...calls)
  })
  expect(short.result).toBe(1)
})

test('a fetch that leads to a copy of undici is still called', async () => {
  const native = globalThis.fetch
  onTestFinished(() => void (globalThis.fetch = native))
  const asked: unknown[] = []
  const undici = { fetch: native }
  globalThis.fetch = (input, init) => {
    asked.push(input)
    return undici.fetch(input, init)
  }
  const { short } = await onBothWays(async (origin) => (await fetch(origin)).text())
  expect(short).toMatchObject({ result: 'replayed', sent: 1 })
  expect(asked).toHaveLength(2)
})
