import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { refreshGlobalDispatchers } from '../../../src/http/gate/refresh-global-dispatchers.ts'

let before: ReturnType<typeof getGlobalDispatcher>
beforeEach(() => void (before = getGlobalDispatcher()))
afterEach(() => setGlobalDispatcher(before))

test('an agent without options is replaced: it may hold connections', () => {
  const agent = new Agent()
  setGlobalDispatcher(agent)
  refreshGlobalDispatchers()
  expect(getGlobalDispatcher()).not.toBe(agent)
  expect(getGlobalDispatcher()).toBeInstanceOf(Agent)
})

test('one with options stays: it may lead elsewhere, or trust other certificates', () => {
  for (const options of [{ connect: { ca: 'a certificate' } }, { connections: 3 }, { connect: () => {} }]) {
    const agent = new Agent(options)
    setGlobalDispatcher(agent)
    refreshGlobalDispatchers()
    expect(getGlobalDispatcher()).toBe(agent)
  }
})
