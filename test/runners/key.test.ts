import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

// What differs between two runs of each test makes no difference to its answer.
const SAME = `import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { configure } from 'rewind'
import { expect, test } from 'vitest'
const base = 'http://' + process.env.PROVIDER_HOST
const now = () => String(Math.random())
const post = async (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  expect((await fetch(base + path, { method: 'POST', body, headers })).status).toBe(404)
test('multipart/related has a new boundary', async () => {
  const b = 'b' + Math.random().toString(36).slice(2)
  await post('/upload', \`--\${b}\\r\\ncontent-type: application/json\\r\\n\\r\\n{"file":{}}\\r\\n--\${b}\\r\\ncontent-type: text/plain\\r\\n\\r\\nhi\\r\\n--\${b}--\\r\\n\`, { 'content-type': 'multipart/related; boundary=' + b })
})
test('gzip has another level', async () => {
  const body = gzipSync(JSON.stringify({ text: 'hello '.repeat(500) }), { level: process.env.CI ? 1 : 9 })
  await post('/v1/echo', body, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
})
test('JSON without its type', async () => {
  configure({ ignore: { body: ['$.now'] } })
  await post('/v1/echo', JSON.stringify({ q: 1, now: now() }))
})
test('a form', async () => {
  configure({ ignore: { body: ['$.assertion'] } })
  await post('/v1/echo', new URLSearchParams({ grant_type: 'x', assertion: now() }))
})
test('a field of multipart', async () => {
  configure({ ignore: { body: ['$.user'] } })
  const form = new FormData()
  form.append('model', 'x')
  form.append('user', now())
  await post('/v1/echo', form)
})
`

const CHANGED = `import http from 'node:http'
import { configure } from 'rewind'
import { expect, test } from 'vitest'
const V = process.env.V ?? '1'
const base = 'http://' + process.env.PROVIDER_HOST
const send = (method: string, body: string) => new Promise<number | undefined>((resolve, reject) => {
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
  const request = http.request(base + '/v1/echo', { method, headers }, (response) => {
    response.resume().once('end', () => resolve(response.statusCode))
  })
  request.once('error', reject)
  request.end(body)
})
test('the body of a DELETE', async () => { await send('DELETE', JSON.stringify({ query: V })) })
test('a guardrail', async () => {
  await fetch(base + '/v1/x', { method: 'POST', body: '{}', headers: { 'x-amzn-bedrock-guardrailIdentifier': V } })
})
test('a header of the user', async () => {
  configure({ keyHeaders: ['X-Tenant'] })
  await fetch(base + '/v1/x', { method: 'POST', body: '{}', headers: { 'x-tenant': V } })
})
test('a code that is no secret', async () => { await fetch(base + '/v1/x?code=' + (V === '1' ? 'weather' : 'news')) })
test('the model in a variable', async () => {
  const body = JSON.stringify({ model: process.env.MODEL_KEY })
  await fetch(base + '/v1/x', { method: 'POST', body })
})
`

describe('the key', () => {
  let server: ProviderServer
  let project: VitestProject
  let recorded: string
  let replayed: { readonly output: string; readonly exitCode: number | null }
  let changed: string

  beforeAll(async () => {
    server = await startProviderServer()
    project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG.replace('defineConfig({', "defineConfig({ ignore: { body: ['$.typo'] },"),
      'test/same.test.ts': SAME,
      'test/changed.test.ts': CHANGED,
    })
    const model = { MODEL_KEY: 'meta-llama/Llama-3.3-70B-Instruct' }
    recorded = (await project.vitest(['run'], variablesFor(server, model))).output
    await server.close()
    replayed = await project.vitest(['run'], variablesFor(server, { CI: 'true', ...model }))
    changed = (
      await project.vitest(
        ['run', 'test/changed'],
        variablesFor(server, { CI: 'true', V: '2', MODEL_KEY: 'Qwen/Qwen3-235B-A22B' }),
      )
    ).output
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test('does not depend on boundaries, compression and what is ignored', () => {
    expect(recorded).toContain('10 passed')
    expect(replayed.output).toContain('10 passed')
    expect(replayed.exitCode).toBe(0)
  })

  test('depends on every body, on headers that change an answer, and on what only looks like a secret', () => {
    expect(changed).toContain('5 failed')
    expect(changed).toContain('$.query')
    expect(changed).toContain('header x-amzn-bedrock-guardrailidentifier')
    expect(changed).toContain('header x-tenant')
    expect(changed).toContain('query.code')
    expect(changed).toContain('$.model')
  })

  test('has rules that are named where they match nothing', () => {
    expect(replayed.output).toContain('ignore $.typo matched nothing in this run')
    expect(replayed.output).not.toContain('ignore $.now matched nothing')
  })
})
