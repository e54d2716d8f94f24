import { Agent, getGlobalDispatcher, MockAgent, request, setGlobalDispatcher } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import { serve } from '../loopback-server.ts'
import { replaying, startInterception } from '../start-interception.ts'
import { recordedText } from '../wire/recorded.ts'

async function startReplay(): Promise<string> {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  startInterception({ ports: [server.port], answer: replaying(recordedText('replayed')) })
  return server.origin
}

test('a mock agent of undici mocks what it is given for', async () => {
  const origin = await startReplay()
  const dispatcher = new MockAgent()
  dispatcher.get(origin).intercept({ path: '/' }).reply(200, 'mocked')
  expect(await (await request(origin, { dispatcher })).body.text()).toBe('mocked')
})

test('a mock agent of undici that is set for all calls mocks those of fetch', async () => {
  const before = getGlobalDispatcher()
  onTestFinished(() => setGlobalDispatcher(before))
  const origin = await startReplay()
  const agent = new MockAgent()
  agent.get(origin).intercept({ path: '/' }).reply(200, 'mocked')
  setGlobalDispatcher(agent)
  expect(await (await fetch(origin)).text()).toBe('mocked')
})

test('calls are answered through an agent of undici, also where it was set for all', async () => {
  const before = getGlobalDispatcher()
  onTestFinished(() => setGlobalDispatcher(before))
  const origin = await startReplay()
  setGlobalDispatcher(new Agent())
  expect(await (await fetch(origin)).text()).toBe('replayed')
  expect(await (await request(origin)).body.text()).toBe('replayed')
})
