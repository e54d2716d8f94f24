// Records the same calls by one tool: `node record.mjs <tool> <origin> <folder>`. Prints what was answered, as JSON.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import OpenAI from 'openai'

const [tool, origin, folder] = process.argv.slice(2)

/** Starts a recorder; the function that it gives ends it. A recorder may lead the calls to another origin. */
const RECORDERS = {
  async polly() {
    const [{ Polly }, { default: FetchAdapter }, { default: FSPersister }] = await Promise.all([
      import('@pollyjs/core'),
      import('@pollyjs/adapter-fetch'),
      import('@pollyjs/persister-fs'),
    ])
    Polly.register(FetchAdapter)
    Polly.register(FSPersister)
    const polly = new Polly('a suite/a test', {
      adapters: ['fetch'],
      persister: 'fs',
      persisterOptions: { fs: { recordingsDir: folder } },
    })
    return { end: () => polly.stop() }
  },
  async nock() {
    const { default: nock } = await import('nock')
    nock.recorder.rec({ output_objects: true, dont_print: true, enable_reqheaders_recording: true })
    return { end: () => writeFileSync(join(folder, 'recorded.json'), JSON.stringify(nock.recorder.play())) }
  },
  async nockBack() {
    const { default: nock } = await import('nock')
    nock.back.fixtures = folder
    nock.back.setMode('record')
    const { nockDone } = await nock.back('fixture.json')
    return { end: nockDone }
  },
  async mswSnapshot() {
    const [{ snapshot }, { setupServer }] = await Promise.all([import('msw-snapshot'), import('msw/node')])
    const server = setupServer(snapshot({ test: /v1/, basePath: folder, updateSnapshots: 'all' }))
    server.listen({ onUnhandledRequest: 'bypass' })
    return { end: () => server.close() }
  },
  async vcrTest() {
    const { FileStorage, VCR } = await import('vcr-test')
    const cassette = await new VCR(new FileStorage(folder)).useCassette('a test')
    return { end: () => cassette[Symbol.asyncDispose]() }
  },
  async talkback() {
    const { default: talkback } = await import('talkback')
    const server = talkback({ host: origin, record: 'NEW', port: 0, path: folder, silent: true, summary: false })
    const listening = await new Promise((resolve) => {
      const http = server.start(() => resolve(http))
    })
    return {
      origin: `http://127.0.0.1:${listening.address().port}`,
      end: () => new Promise((resolve) => server.close(resolve)),
    }
  },
}

const recorder = await RECORDERS[tool]()
const openai = new OpenAI({
  baseURL: `${recorder.origin ?? origin}/v1`,
  apiKey: 'sk-recorded-0123456789abcdef',
  maxRetries: 0,
})
const ask = (content) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: `${content} of ${tool}` }] })

const buffered = await openai.chat.completions.create(ask('a question'))
const packed = await openai.chat.completions.create(ask('a packed answer'))
// As a whole: under MSW, a stream that is read piece by piece does not end.
const stream = await openai.chat.completions.create({ ...ask('a stream'), stream: true }).asResponse()
const events = (await stream.text()).split('\n\n').filter((event) => event.startsWith('data: {'))
const pieces = events.map((event) => JSON.parse(event.slice(6)).choices[0]?.delta.content ?? '')
await recorder.end()
process.stdout.write(
  JSON.stringify([buffered.choices[0].message.content, packed.choices[0].message.content, pieces.join('')]),
  () => process.exit(),
)
