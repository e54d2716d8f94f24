import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import type { ProviderServer } from '../../helpers/servers/provider-server.ts'
import type { ShownMessage } from './collect-errors.ts'

const STREAM = `const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'one two three four' }] })`

function suiteOf(changes: {
  readonly prompt: string
  readonly time: string
  readonly oldName: string
  readonly often: string
  readonly read: string
}): string {
  return `${ASK}
test('changed', async () => { await ask('${changes.prompt}') })
test('volatile', async () => { await ask('It is ${changes.time}') })
test('${changes.oldName}', async () => { await ask('by another name') })
test('used-up', async () => { await ask('again'); ${changes.often} })
test('read-further', async () => { ${STREAM}; let read = 0; try { for await (const chunk of stream) { read += 1; ${changes.read} } } catch {} expect(read).toBeGreaterThan(1) })
`
}

const RECORDED = suiteOf({
  prompt: 'Say hello to Ann',
  time: '2026-11-28T20:15:00Z',
  oldName: 'old name',
  often: '',
  read: 'if (read === 2) break',
})
const CHANGED = `${suiteOf({
  prompt: 'Say hello to Anna',
  time: '2026-11-29T08:00:00Z',
  oldName: 'renamed',
  often: `await ask('again')`,
  read: '',
})}test('never-recorded', async () => { await ask('something new') })
`

/** Provokes one divergence of every reason, each in a test that is named by it. */
export async function collectDivergences(server: ProviderServer): Promise<readonly ShownMessage[]> {
  await using project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': RECORDED })
  await project.vitest(['run'], variablesFor(server))
  project.write('test/a.test.ts', CHANGED)
  const { output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  return [...output.matchAll(/^ FAIL {2}test\/a\.test\.ts > (\S+)\n[\w]+: ((?:.*\n)+?)(?= ❯|\n)/gm)].map(
    ([, name = '', text = '']) => ({ name, text: text.trimEnd() }),
  )
}
