import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { RATE_LIMITED, type ProviderServer } from '../../helpers/servers/provider-server.ts'
import type { ShownMessage } from './collect-errors.ts'

const FIRST = `${ASK}
test('greets', async () => { await ask('Say hello') })
test('asks twice', async () => { await ask('one'); await ask('two') })
test('streams', async () => { for await (const chunk of await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'hi' }] })) expect(chunk).toBeDefined() })
test('has its own model', async () => { await openai.chat.completions.create({ model: 'our-own-model', messages: [{ role: 'user', content: 'hi' }] }) })
test('calls elsewhere', async () => { await fetch('http://localhost:' + process.env.PROVIDER_HOST.split(':')[1] + '/v1/chat/completions', { method: 'POST', body: '{}' }) })
test('fails', async () => { await ask('kept'); expect(process.env.FIXED).toBe('yes') })
`
const SECOND = FIRST.replace("'greets'", "'greets politely'").replace("; await ask('two')", '')
const CONFIG = SERVER_CONFIG.replace(
  'defineConfig({',
  "defineConfig({ maxAge: '90d', normalize: [{ pattern: /ticket \\d+/g, as: '<ticket>' }],",
)

/** Runs a project through a few days, and collects every kind of line that its summaries have. */
export async function collectSummaries(server: ProviderServer): Promise<readonly ShownMessage[]> {
  await using project = createVitestProject({ 'rewind.config.ts': CONFIG, 'test/a.test.ts': FIRST })
  const run = async (more: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await project.vitest(['run'], variablesFor(server, more))).output
  server.next(RATE_LIMITED)
  const first = await run()
  project.write('test/a.test.ts', SECOND)
  makeOld(project, 'cassettes/test/a.test.ts/streams.yaml')
  const second = await run({ FIXED: 'yes' })
  const imported = await importInto(server, project)
  project.write('test/b.test.ts', `${ASK}\ntest('new', async () => { await ask('new') })`)
  project.write('test/a.test.ts', SECOND.replaceAll("'gpt-4o-mini'", "'gpt-4.1-mini'"))
  const broken = 'cassettes/test/a.test.ts/has its own model.yaml'
  project.write(broken, project.read(broken).replace('response:', 'response: ['))
  project.write('cassettes/test/gone.test.ts/asks.yaml', project.read('cassettes/test/a.test.ts/streams.yaml'))
  const third = await run({ FIXED: 'yes', OPENAI_API_KEY: '' })
  await using idle = createVitestProject({ 'test/a.test.ts': `import { test } from 'vitest'\ntest('adds', () => {})` })
  const idleRun = await idle.vitest()
  return [
    ...notesOf(third, ['no key', 'not sent']),
    ...notesOf(second, ['saved']),
    ...notesOf(first, ['spent', 'recorded']),
    ...notesOf(third, ['diverged']),
    ...notesOf(second, ['unused']),
    ...notesOf(first, ['not recorded']),
    ...notesOf(second, ['moved', 'resumed']),
    ...notesOf(imported, ['imported']),
    ...notesOf(first, ['unfinished', 'uncounted', 'unpriced']),
    ...notesOf(second, ['stale']),
    ...notesOf(third, ['obsolete']),
    ...notesOf(first, ['unmatched', 'warning', 'in force']),
    ...notesOf(idleRun.output, ['why']),
  ]
}

const CLI = 'node_modules/rewind/dist/cli.js'

// A recording of another tool, of which HAR is the most common form.
async function importInto(server: ProviderServer, recorded: VitestProject): Promise<string> {
  await recorded.node([CLI, 'export', '--har', 'calls.har'], variablesFor(server))
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'calls.har': recorded.read('calls.har'),
    'test/a.test.ts': `${ASK}\ntest('greets', async () => { await ask('Say hello') })`,
  })
  await project.node([CLI, 'import', 'calls.har'], variablesFor(server))
  return (await project.vitest(['run'], variablesFor(server))).output
}

function makeOld(project: VitestProject, path: string): void {
  project.write(path, project.read(path).replace(/"at":"\d{4}/u, '"at":"2020'))
}

// The first of each, with the lines that hang below it.
function notesOf(output: string, labels: readonly string[]): readonly ShownMessage[] {
  const lines = output.slice(output.indexOf(' rewind   ')).split('\n')
  return labels.map((name) => {
    const start = lines.findIndex((line) => line.startsWith(`   ${name} `))
    const rest = lines.slice(start + 1)
    const length = rest.findIndex((line) => !/^ {6,}\S/.test(line))
    const text = start === -1 ? 'is not there' : [lines[start], ...rest.slice(0, length)].join('\n')
    return { name, text }
  })
}
