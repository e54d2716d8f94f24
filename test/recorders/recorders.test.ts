import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'

const TOOLS = {
  polly: { format: 'har', files: 1 },
  nock: { format: 'nock', files: 1 },
  nockBack: { format: 'nock', files: 1 },
  mswSnapshot: { format: 'msw-snapshot', files: 3 },
  vcrTest: { format: 'vcr-test', files: 1 },
  talkback: { format: 'talkback', files: 3 },
} as const

let server: ProviderServer
let project: VitestProject
let variables: Readonly<Record<string, string>>
let connections = 0

/** The calls that were recorded, made by a suite, with what the recorder was answered. */
function suiteOf(tool: string, answers: unknown): string {
  return `import OpenAI from 'openai'
import { expect, test } from 'vitest'
const openai = new OpenAI({ baseURL: \`http://\${process.env.PROVIDER_HOST}/v1\`, dangerouslyAllowBrowser: true, maxRetries: 0 })
const ask = (content) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: content + ' of ${tool}' }] })
const answers = ${JSON.stringify(answers)}
test('${tool}', async () => {
  const buffered = await openai.chat.completions.create(ask('a question'))
  const packed = await openai.chat.completions.create(ask('a packed answer'))
  const pieces = []
  for await (const chunk of await openai.chat.completions.create({ ...ask('a stream'), stream: true }))
    pieces.push(chunk.choices[0]?.delta.content ?? '')
  expect([buffered.choices[0].message.content, packed.choices[0].message.content, pieces.join('')]).toEqual(answers)
})`
}

beforeAll(async () => {
  server = await startProviderServer()
  project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG })
  variables = variablesFor(server)
  for (const tool of Object.keys(TOOLS)) {
    const folder = join(project.root, 'recordings', tool)
    mkdirSync(folder, { recursive: true })
    server.next({ change: {} }, { change: { gzip: true } }, { change: {} })
    const recorded = await runProcess(
      process.execPath,
      [join(import.meta.dirname, 'record.mjs'), tool, server.origin, folder],
      { cwd: import.meta.dirname, variables: {} },
    )
    expect(recorded.exitCode, `${tool}: ${recorded.output}`).toBe(0)
    project.write(`test/${tool}.test.js`, suiteOf(tool, parseJson(recorded.stdout)))
  }
  connections = server.connections
})

afterAll(async () => {
  await server.close()
  await project[Symbol.asyncDispose]()
})

test('recordings of real tools are read, each by its own form', async () => {
  const { stdout, exitCode, output } = await project.node(
    ['node_modules/rewind/dist/cli.js', 'import', 'recordings', '--json'],
    variables,
  )
  expect(exitCode, output).toBe(0)
  const files = listOf(parseJson(stdout), 'files')
  for (const [tool, { format, files: count }] of Object.entries(TOOLS)) {
    const own = files.filter((file) => String(Object(file).file).startsWith(`recordings/${tool}/`))
    expect(own).toHaveLength(count)
    expect(own).toEqual(own.map(() => expect.objectContaining({ format, otherHosts: 0, calls: 3 / count })))
  }
})

test('a suite that makes the same calls takes them over, and nothing is sent', async () => {
  const { exitCode, output } = await project.vitest(['run'], variables)
  expect(exitCode, output).toBe(0)
  expect(output.replaceAll(/\s+/g, ' ')).toContain('imported 18 calls of another tool are on cassettes now')
  expect(server.connections).toBe(connections)
})

test('it is green in strict without the server', async () => {
  await server.close()
  const { exitCode, output } = await project.vitest(['run'], { ...variables, CI: 'true' })
  expect(exitCode, output).toBe(0)
})
