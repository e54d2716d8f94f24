// A whole suite: 50 files of 10 tests of 3 calls with the real OpenAI SDK, replayed by rewind, and with what else answers them.
import { median, printTable, takeTurns, writeResult, type Cost } from './harness.ts'
import { startProviderServer } from '../helpers/provider-server.ts'
import { runProcess } from '../helpers/run-process.ts'
import { variablesFor } from '../helpers/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/vitest-project.ts'

const FILES = 50
const ROUNDS = 3
const REWIND_CONFIG = `export default { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }`
const TEST_FILE = `import OpenAI from 'openai'
import { expect, test } from 'vitest'
const openai = new OpenAI({ baseURL: 'http://' + process.env.PROVIDER_HOST + '/v1' })
for (let number = 0; number < 10; number += 1) {
  test('asks ' + number, async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const messages = [{ role: 'user', content: 'Question ' + number + ' of turn ' + turn + ' ' + 'with many words '.repeat(100) }]
      const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages })
      expect(answer.choices[0].message.content.length).toBeGreaterThan(0)
    }
  })
}
`
const ANSWER = `const answerTo = (body) => JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: body.model, choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'You said: ' + body.messages[0].content } }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })
const headers = { 'content-type': 'application/json' }
`
/** Set-up files: none of the others reads a cassette. */
const SET_UPS: Readonly<Record<string, string>> = {
  'stubbed fetch': `${ANSWER}globalThis.fetch = async (_url, init) => new Response(answerTo(JSON.parse(init.body)), { headers })`,
  nock: `${ANSWER}import nock from 'nock'
nock('http://' + process.env.PROVIDER_HOST).persist().post('/v1/chat/completions').reply(200, (_uri, body) => answerTo(body), headers)`,
  msw: `${ANSWER}import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
setupServer(http.post('*/v1/chat/completions', async ({ request }) => new HttpResponse(answerTo(await request.json()), { headers }))).listen()`,
}

await using server = await startProviderServer()
const projects = new Map(Object.entries(SET_UPS).map(([name, setUp]) => [name, createProject('./set-up.mjs', { 'set-up.mjs': setUp })]))
projects.set('rewind', createProject('rewind/vitest', { 'rewind.config.mjs': REWIND_CONFIG }))
try {
  // Records.
  await measure(projects.get('rewind'), {})
  const names = [...projects.keys()]
  const samples = await takeTurns(names, ROUNDS, (name) => measure(projects.get(name), { CI: 'true' }))
  const rows = names.map((name) => {
    const costs = samples.get(name) ?? []
    return { name, cpu: median(costs.map(({ cpu }) => cpu)) / 1000, wall: median(costs.map(({ wall }) => wall)) / 1000 }
  })
  const base = rows[0]
  printTable({
    title: `${FILES} files × 10 tests × 3 calls: s`,
    columns: ['contender', 'CPU', '× stubbed fetch', 'wall', '× stubbed fetch'],
    rows: rows.map(({ name, cpu, wall }) => [name, cpu.toFixed(1), (cpu / (base?.cpu ?? Number.NaN)).toFixed(2), wall.toFixed(1), (wall / (base?.wall ?? Number.NaN)).toFixed(2)]),
  })
  writeResult('suite', { files: FILES, rounds: ROUNDS, rows })
} finally {
  for (const project of projects.values()) await project[Symbol.asyncDispose]()
}

function createProject(setUp: string, files: Readonly<Record<string, string>>): VitestProject {
  return createVitestProject({
    ...files,
    'vitest.config.ts': `export default { test: { setupFiles: ['${setUp}'], maxWorkers: 2 } }`,
    ...Object.fromEntries(Array.from({ length: FILES }, (_unused, index) => [`test/${index}.test.js`, TEST_FILE])),
  })
}

// The shell's own clock counts the workers too, which no process can ask for about its children's children.
async function measure(project: VitestProject | undefined, variables: Readonly<Record<string, string>>): Promise<Cost> {
  if (project === undefined) throw new Error('no project')
  const parameters = ['-c', `TIMEFORMAT='TIMES %U %S %R'; time "$0" "$@"`, process.execPath, 'node_modules/vitest/vitest.mjs', 'run']
  const { output, exitCode } = await runProcess('bash', parameters, { cwd: project.root, variables: variablesFor(server, variables) })
  const [, user, system, wall] = /TIMES (\S+) (\S+) (\S+)/.exec(output) ?? []
  if (exitCode !== 0 || wall === undefined) throw new Error(`the run failed: ${output.slice(-2000)}`)
  return { cpu: (Number(user) + Number(system)) * 1000, wall: Number(wall) * 1000 }
}
