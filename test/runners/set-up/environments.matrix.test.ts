import { describe, expect, test } from 'vitest'

import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

/** What every environment has or lends: fetch, node:http, and where there is a DOM, XMLHttpRequest. */
const FILE = `import http, { request } from 'node:http'
import { describe, expect, test } from 'vitest'
const origin = 'http://' + process.env.PROVIDER_HOST
const body = (content: string) => JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
const headers = { 'content-type': 'application/json' }
async function viaFetch(content: string) {
  const response = await fetch(origin + '/v1/chat/completions', { method: 'POST', headers, body: body(content) })
  return (await response.json()).choices[0].message.content
}
function viaHttp(content: string, make = http.request): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = make(origin + '/v1/chat/completions', { method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => { text += chunk })
      response.on('end', () => resolve(JSON.parse(text).choices[0].message.content))
    })
    outgoing.on('error', reject)
    outgoing.end(body(content))
  })
}
function streamedPieces(): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(origin + '/v1/chat/completions', { method: 'POST', headers }, (response) => {
      let pieces = 0
      response.on('data', () => { pieces += 1 })
      response.on('end', () => resolve(pieces))
    })
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'one two three' }] }))
  })
}
const hasDom = typeof XMLHttpRequest === 'function'
function viaXhr(content: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', origin + '/v1/chat/completions')
    xhr.setRequestHeader('content-type', 'application/json')
    xhr.onload = () => resolve(JSON.parse(xhr.responseText).choices[0].message.content)
    xhr.onerror = () => reject(new Error('xhr failed'))
    xhr.send(body(content))
  })
}
describe.concurrent('calls', () => {
  for (let index = 0; index < 4; index += 1) test('number ' + index, async () => {
    if (typeof fetch === 'function') expect(await viaFetch('fetch ' + index)).toContain('fetch ' + index)
    expect(await viaHttp('http ' + index)).toContain('http ' + index)
    expect(await viaHttp('named ' + index, request)).toContain('named ' + index)
    expect(await streamedPieces()).toBeGreaterThan(4)
    if (hasDom) expect(await viaXhr('xhr ' + index)).toContain('xhr ' + index)
  })
})
`

async function recordThenReplay(
  parameters: readonly string[],
  vitest: 4 | 5 = 5,
): Promise<{ recorded: string; strict: string; calls: number; replayed: number }> {
  const server = await startProviderServer({ cors: true, msBetweenChunks: 20 })
  await using project = createVitestProject(
    { 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': FILE, 'test/b.test.ts': FILE },
    { vitest },
  )
  const recorded = await project.vitest(
    ['run', ...parameters],
    variablesFor(server, { REWIND_REPORT: 'recorded.json' }),
  )
  await server.close()
  const strict = await project.vitest(
    ['run', ...parameters],
    variablesFor(server, { CI: 'true', REWIND_REPORT: 'strict.json' }),
  )
  const count = (file: string, kind: string): number =>
    project.exists(file) ? JSON.parse(project.read(file)).calls[kind] : -1
  return {
    recorded: recorded.output,
    strict: strict.output,
    calls: count('recorded.json', 'recorded'),
    replayed: count('strict.json', 'replayed'),
  }
}

describe.concurrent('records and replays in', () => {
  const inNode = ['forks', 'threads', 'vmForks', 'vmThreads'].map((pool) => ({ pool, environment: 'node' }))
  const inDom = ['forks', 'vmThreads'].flatMap((pool) =>
    ['jsdom', 'happy-dom'].map((environment) => ({ pool, environment })),
  )

  test.each([...inNode, ...inDom])('pool $pool, environment $environment', async ({ pool, environment }) => {
    const run = await recordThenReplay([`--pool=${pool}`, `--environment=${environment}`])
    expect(run.recorded).toContain('8 passed (8)')
    expect(run.strict).toContain('8 passed (8)')
    expect(run.calls).toBe(environment === 'node' ? 32 : 40)
    expect(run.replayed).toBe(run.calls)
  })

  test.each(['forks', 'threads', 'vmThreads'])('pool %s without isolation', async (pool) => {
    const run = await recordThenReplay([`--pool=${pool}`, '--no-isolate', '--maxWorkers=1'])
    expect(run.strict).toContain('8 passed (8)')
    expect(run.replayed).toBe(32)
  })

  test.each([...inNode, ...inDom].filter(({ pool }) => pool === 'forks'))(
    'Vitest 4.1, pool $pool, environment $environment',
    async ({ pool, environment }) => {
      const run = await recordThenReplay([`--pool=${pool}`, `--environment=${environment}`], 4)
      expect(run.recorded).toContain('8 passed (8)')
      expect(run.strict).toContain('8 passed (8)')
      expect(run.calls).toBe(environment === 'node' ? 32 : 40)
      expect(run.replayed).toBe(run.calls)
    },
  )
})
