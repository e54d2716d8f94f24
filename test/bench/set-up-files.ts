// What a project's set-up file looks like for each contender: as its documentation says, with one answer for the calls
// of every test.
import { contentOf } from './clients.ts'
import { createSamples, HOST } from './samples.ts'

const [SAMPLE] = createSamples(1, 'json')
const BODY = SAMPLE?.body ?? ''
const ANSWER = SAMPLE?.pieces.join('') ?? ''
const PATH = SAMPLE?.path ?? ''
const CONTENT = contentOf(ANSWER)
const QUESTION: unknown = JSON.parse(BODY).messages.at(-1).content
const HOOKS = `import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'\n`
const ANSWERS = `const ANSWER = ${JSON.stringify(ANSWER)}\nconst URL_ASKED = ${JSON.stringify(`${HOST}${PATH}`)}\nconst HEADERS = { 'content-type': 'application/json' }\n`

/** What a test file of Vitest begins with, unless the project has globals. */
export const IMPORTS = `import { expect, test } from 'vitest'\n`

/** A test file without a call, by the number that makes it different from the others. */
export const testWithoutCall = (index: number): string =>
  `test('adds', () => { expect(1 + ${index}).toBe(${index + 1}) })\n`

/** A test file with one call of `fetch`. aimock listens at an origin of its own. */
export const TEST_WITH_CALL = `const BODY = ${JSON.stringify(BODY)}
test('asks', async () => {
  const response = await fetch((globalThis.ORIGIN ?? ${JSON.stringify(HOST)}) + ${JSON.stringify(PATH)}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY })
  const answer = await response.json()
  expect(answer.choices[0].message.content).toBe(${JSON.stringify(CONTENT)})
})
`

/** Set-up files of Vitest. */
export const VITEST_SET_UPS: Readonly<Record<string, string>> = {
  'empty hooks': `${HOOKS}beforeAll(() => {})\nafterAll(() => {})\nbeforeEach(() => {})\nafterEach(() => {})\n`,
  'stubbed fetch': `${HOOKS}${ANSWERS}
const real = globalThis.fetch
beforeEach(() => { globalThis.fetch = async () => new Response(ANSWER, { headers: HEADERS }) })
afterEach(() => { globalThis.fetch = real })
`,
  'bare interceptors': `${HOOKS}${ANSWERS}import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
const interceptor = new HttpRequestInterceptor()
beforeAll(() => {
  interceptor.apply()
  interceptor.on('request', ({ controller }) => controller.respondWith(new Response(ANSWER, { headers: { ...HEADERS, 'content-length': String(Buffer.byteLength(ANSWER)) } })))
})
afterAll(() => interceptor.dispose())
`,
  nock: `${HOOKS}${ANSWERS}import nock from 'nock'
beforeAll(() => nock.disableNetConnect())
beforeEach(() => { nock(new URL(URL_ASKED).origin).post(new URL(URL_ASKED).pathname).reply(200, ANSWER, HEADERS) })
afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())
`,
  msw: `${HOOKS}${ANSWERS}import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const server = setupServer(http.post(URL_ASKED, () => new HttpResponse(ANSWER, { headers: HEADERS })))
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
`,
  aimock: `${HOOKS}import { LLMock } from '@copilotkit/aimock'
const mock = new LLMock({ port: 0 })
mock.onMessage(${JSON.stringify(QUESTION)}, { content: ${JSON.stringify(CONTENT)} })
beforeAll(async () => {
  await mock.start()
  globalThis.ORIGIN = new URL(mock.url).origin
})
afterAll(() => mock.stop())
`,
  Polly: `${HOOKS}${ANSWERS}import { Polly } from '@pollyjs/core'
import FetchAdapter from '@pollyjs/adapter-fetch'
let polly
beforeEach(() => {
  polly = new Polly('test', { adapters: [FetchAdapter], mode: 'replay', recordIfMissing: false, logLevel: 'silent' })
  polly.server.post(URL_ASKED).intercept((request, response) => response.status(200).setHeaders(HEADERS).send(ANSWER))
})
afterEach(() => polly.stop())
`,
}

/** Set-up files of Jest. */
export const JEST_SET_UPS: Readonly<Record<string, string>> = {
  'empty hooks': 'beforeAll(() => {})\nafterAll(() => {})\nbeforeEach(() => {})\nafterEach(() => {})\n',
}
