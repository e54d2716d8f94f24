import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, createServer, get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

import { Agent as UndiciAgent, fetch as undiciFetch } from 'undici'
import { expect, onTestFinished, test } from 'vitest'

import { pairServers } from '../../../src/http/origins/pair-servers.ts'
import { listen } from '../loopback-server.ts'

const storage = new AsyncLocalStorage<string | undefined>()

/** A server that says who it takes its caller for, now and after a while. */
async function serveWhoAsks() {
  onTestFinished(
    pairServers({
      context: () => storage.getStore(),
      enterNamed: () => false,
      enter: (name) => storage.enterWith(String(name)),
    }),
  )
  const server = createServer((_incoming, outgoing) => {
    const first = storage.getStore()
    void wait(5).then(() => outgoing.end(`${first} ${storage.getStore()}`))
  })
  return await storage.run('the hook that started it', () => listen(server))
}

const names = Array.from({ length: 12 }, (_, index) => `test ${index}`)
const twice = names.map((name) => `${name} ${name}`)

function askByHttp(origin: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(origin, { agent }, (response) => {
      let text = ''
      response.on('data', (piece) => (text += piece)).on('end', () => resolve(text))
    }).on('error', reject)
  })
}

test('the handler of a server belongs to whoever asks it by fetch, also side by side', async () => {
  const { origin } = await serveWhoAsks()
  const ask = (name: string) => storage.run(name, async () => (await fetch(origin)).text())
  expect(await Promise.all(names.map(ask))).toEqual(twice)
  // Over the connections that are open by now.
  expect(await Promise.all(names.toReversed().map(ask))).toEqual(twice.toReversed())
})

test('the handler of a server belongs to whoever asks it by node:http, over few connections', async () => {
  const { origin } = await serveWhoAsks()
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  onTestFinished(() => agent.destroy())
  expect(await Promise.all(names.map((name) => storage.run(name, () => askByHttp(origin, agent))))).toEqual(twice)
})

test('the handler of a server belongs to whoever asks it through one connection of undici', async () => {
  const { origin } = await serveWhoAsks()
  const dispatcher = new UndiciAgent({ connections: 1 })
  onTestFinished(() => dispatcher.destroy())
  const ask = (name: string) => storage.run(name, async () => (await undiciFetch(origin, { dispatcher })).text())
  expect(await Promise.all(names.map(ask))).toEqual(twice)
})

test('a request from nowhere stays with what started the server', async () => {
  const { origin } = await serveWhoAsks()
  const text = await storage.run(undefined, async () => (await fetch(origin)).text())
  expect(text).toBe('the hook that started it the hook that started it')
})
