// What others offer for the same job, each used as its documentation says. Loaded by the benchmark only, from a package
// folder of its own.
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { contentOf } from '../clients.ts'
import type { Contender } from '../contenders.ts'
import { HOST } from '../samples.ts'
import { createPolly } from './create-polly.ts'

const load = (name: string) => import(name)

/** Peers by name. */
export const PEERS: Readonly<Record<string, Contender>> = {
  Polly() {
    const [, , , client = '', pattern = ''] = process.argv
    const folder = mkdtempSync(join(tmpdir(), 'bench-polly-'))
    const origin = execFileSync(
      process.execPath,
      [join(import.meta.dirname, 'record-polly.ts'), folder, client, pattern],
      { encoding: 'utf8' },
    )
    return async (run) => {
      const polly = await createPolly({ mode: 'replay', client, folder })
      await run(origin)
      await polly.stop()
    }
  },
  nock: (samples) => async (run) => {
    const { default: nock } = await load('nock')
    for (const sample of samples) {
      nock(HOST)
        .persist()
        .post(sample.path, JSON.parse(sample.body))
        .reply(200, sample.pieces.join(''), { 'content-type': sample.contentType })
    }
    await run(HOST)
  },
  msw: (samples) => async (run) => {
    const [{ http, HttpResponse }, { setupServer }] = await Promise.all([load('msw'), load('msw/node')])
    const byBody = new Map(samples.map((sample) => [JSON.stringify(JSON.parse(sample.body)), sample]))
    const server = setupServer(
      http.post(`${HOST}/v1/chat/completions`, async ({ request }: { request: Request }) => {
        const sample = byBody.get(JSON.stringify(await request.json()))
        return new HttpResponse(sample?.pieces.join(''), { headers: { 'content-type': sample?.contentType ?? '' } })
      }),
    )
    server.listen({ onUnhandledRequest: 'error' })
    await run(HOST)
    server.close()
  },
  aimock: (samples) => async (run) => {
    const { LLMock } = await load('@copilotkit/aimock')
    const mock = new LLMock({ port: 0 })
    // It builds its answers itself, so only the text in them is the recorded one.
    for (const sample of samples) {
      const question = JSON.parse(sample.body).messages.at(-1).content
      mock.onMessage(question, { content: contentOf(sample.pieces.join('')) })
    }
    await mock.start()
    await run(new URL(mock.url).origin)
    await mock.stop()
  },
  'undici MockAgent': (samples) => async (run) => {
    // The package's own undici: its agent does not fit the `fetch` of Node.js.
    const undici = createRequire(import.meta.url)('undici')
    const agent = new undici.MockAgent()
    agent.disableNetConnect()
    undici.setGlobalDispatcher(agent)
    const real = globalThis.fetch
    globalThis.fetch = undici.fetch
    const pool = agent.get(HOST)
    for (const sample of samples) {
      const reply = pool.intercept({ path: sample.path, method: 'POST', body: (body: string) => body === sample.body })
      reply.reply(200, sample.pieces.join(''), { headers: { 'content-type': sample.contentType } }).persist()
    }
    await run(HOST)
    globalThis.fetch = real
  },
}
