import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'
const RECORD = { REWIND_MODE: 'record' }

function projectWith(body: string): VitestProject {
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })
}

function embed(input: string): string {
  return `test('asks', async () => { await openai.embeddings.create({ model: 'text-embedding-3-small', input: ['${input}', 'the same'] }) })`
}

/** Lines that only one of two texts has. */
function changedLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))]
}

test('recording anew what says the same leaves an old cassette as it is, and past maxAge renews its date alone', async () => {
  await using server = await startProviderServer()
  await using project = projectWith(`test('asks', async () => { await ask('one') })`)
  await project.vitest(['run'], variablesFor(server))
  const old = project.read(CASSETTE).replace(/"at":"\d{4}/u, '"at":"2020')
  project.write(CASSETTE, old)
  await project.vitest(['run'], variablesFor(server, RECORD))
  expect(project.read(CASSETTE)).toBe(old)

  project.write('rewind.config.ts', SERVER_CONFIG.replace('defineConfig({', "defineConfig({ maxAge: '90d',"))
  await project.vitest(['run'], variablesFor(server, RECORD))
  const changed = changedLines(old, project.read(CASSETTE))
  expect(changed).toHaveLength(2)
  expect(changed.map((line) => line.replace(/"at":"[^"]*"/u, ''))).toEqual([
    expect.stringMatching(/^meta: \{/),
    changed[0]?.replace(/"at":"[^"]*"/u, ''),
  ])
  expect(server.requests).toHaveLength(3)
})

test('embeddings of another text change six lines at most, and of the same text none', async () => {
  await using server = await startProviderServer()
  await using project = projectWith(embed('one'))
  await project.vitest(['run'], variablesFor(server))
  const before = project.read(CASSETTE)
  await project.vitest(['run'], variablesFor(server, RECORD))
  expect(project.read(CASSETTE)).toBe(before)
  project.write('test/a.test.ts', `${ASK}\n${embed('another text')}`)
  await project.vitest(['run', '-u'], variablesFor(server))
  const after = project.read(CASSETTE).split('\n')
  const taken = before.split('\n').filter((line) => !after.includes(line))
  expect(taken.length, taken.join('\n')).toBeLessThanOrEqual(6)
  expect(after.length).toBe(before.split('\n').length)
})
