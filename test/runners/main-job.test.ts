import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { createCertificate, type TestCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

const KEY = 'sk-test-4f9c2a7b1e8d4c6f9a0b'

/** Both SDKs at their own default hosts: nothing in the code under test knows of a test server. */
const SUITE = `import { appendFileSync } from 'node:fs'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'

const openai = new OpenAI()
const anthropic = new Anthropic()
const note = (name: string, value: unknown) => appendFileSync(process.env.NOTES!, name + ' ' + JSON.stringify(value) + '\\n')
const user = (content: string) => [{ role: 'user' as const, content }]

test('openai buffered', async () => {
  note('openai buffered', await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: user('Say hello to Ann') }))
})
test('openai stream', async () => {
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: user('count to five please') })
  for await (const chunk of stream) note('openai stream', chunk)
})
test('openai responses stream', async () => {
  const stream = await openai.responses.create({ model: 'gpt-4.1-mini', stream: true, input: 'tell me a story' })
  for await (const event of stream) note('openai responses stream', event)
})
test('anthropic buffered', async () => {
  note('anthropic buffered', await anthropic.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 100, messages: user('Bonjour') }))
})
test('anthropic stream', async () => {
  const stream = anthropic.messages.stream({ model: 'claude-sonnet-4-5', max_tokens: 100, messages: user('a long answer') })
  for await (const event of stream) note('anthropic stream', event)
})
test('tool calls', async () => {
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }]
  const messages: OpenAI.ChatCompletionMessageParam[] = user('What is the weather in Paris?')
  const first = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools })
  const call = first.choices[0]!.message.tool_calls![0]!
  messages.push(first.choices[0]!.message, { role: 'tool', tool_call_id: call.id, content: 'sunny' })
  const second = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools })
  note('tool calls', [call, second.choices[0]!.message.content])
})
test('parallel calls', async () => {
  const answers = await Promise.all(['one', 'two', 'three', 'four'].map((content) => openai.chat.completions.create({ model: 'gpt-4o-mini', messages: user(content) })))
  note('parallel calls', answers)
})
test('a stream stopped early', async () => {
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: user('one two three four five six') })
  let chunks = 0
  for await (const chunk of stream) { note('stopped', chunk); chunks += 1; if (chunks === 2) break }
  expect(chunks).toBe(2)
})
`

describe('OpenAI and Anthropic at their default hosts', () => {
  let certificate: TestCertificate
  let server: ProviderServer
  let project: VitestProject
  let scratch: string

  beforeAll(async () => {
    certificate = await createCertificate(['api.openai.com', 'api.anthropic.com'])
    server = await startProviderServer({ tls: certificate, msBetweenChunks: 5 })
    project = createVitestProject({ 'test/llm.test.ts': SUITE })
    scratch = mkdtempSync(join(tmpdir(), 'rewind-main-'))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
    certificate[Symbol.dispose]()
    rmSync(scratch, { recursive: true, force: true })
  })

  function variables(run: string, more: Readonly<Record<string, string>>): Record<string, string> {
    writeFileSync(join(scratch, `${run}.notes`), '')
    writeFileSync(join(scratch, `${run}.log`), '')
    const preload = pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href
    return {
      NOTES: join(scratch, `${run}.notes`),
      LOOPBACK_LOG: join(scratch, `${run}.log`),
      LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port, 'api.anthropic.com:443': server.port }),
      NODE_EXTRA_CA_CERTS: certificate.caFile,
      NODE_OPTIONS: `--import=${preload}`,
      ...more,
    }
  }
  const notes = (run: string): string[] =>
    readFileSync(join(scratch, `${run}.notes`), 'utf8')
      .split('\n')
      .toSorted()

  test('are recorded, and replayed in strict with the same values, the same chunks and no connection', async () => {
    const recorded = await project.vitest(
      ['run'],
      variables('record', { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: `${KEY}-anthropic` }),
    )
    expect(recorded.output).toContain('Tests  8 passed (8)')
    expect(recorded.output).toContain('12 recorded')
    await server.close()
    const before = server.connections

    const replayed = await project.vitest(['run'], variables('strict', { CI: 'true' }))
    expect(replayed.output).toContain('Tests  8 passed (8)')
    expect(replayed.output).toContain('strict · 8 tests · 12 calls replayed · 0 live')
    expect(notes('strict')).toEqual(notes('record'))
    expect(readFileSync(join(scratch, 'strict.log'), 'utf8')).toBe('')
    expect(server.connections).toBe(before)
  })

  test('leave no key, cookie or account id in the cassettes', () => {
    const text = project
      .list('cassettes')
      .map((path) => project.read(`cassettes/${path}`))
      .join('\n')
    expect(text).not.toContain(KEY)
    expect(text).not.toMatch(/set-cookie|organization|authorization|x-api-key|cf-ray/i)
  })

  test('diverge when one word of a prompt changes: one request, the path and both texts', async () => {
    project.write('test/llm.test.ts', SUITE.replace('Say hello to Ann', 'Say hello to Anna'))
    const changed = await project.vitest(['run', '-t', 'openai buffered'], variables('changed', { CI: 'true' }))
    expect(changed.exitCode).toBe(1)
    expect(changed.output).toContain(
      'RewindReplayDivergenceError: POST https://api.openai.com/v1/chat/completions has no recorded answer',
    )
    expect(changed.output).toContain('nearest   call 1: $.messages[0].content')
    expect(changed.output).toContain('- Say hello to Ann\n')
    expect(changed.output).toContain('+ Say hello to Anna\n')
    expect(changed.output).toContain('fix       npx rewind update test/llm.test.ts -t "openai buffered"')
    expect(readFileSync(join(scratch, 'changed.log'), 'utf8')).toBe('')
  })
})
