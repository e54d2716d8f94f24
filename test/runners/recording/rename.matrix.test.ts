import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const FOLDER = 'cassettes/test/a.test.ts'
const OTHER = `\ntest('other', async () => { await ask('three') })`

function fileWith(name: string): string {
  return `${ASK}\ntest('${name}', async () => { await ask('one'); await ask('two') })${OTHER}`
}

function projectWith(name: string): VitestProject {
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': fileWith(name) })
}

describe('a test that was renamed', () => {
  test('takes its cassette with it in replay, and nothing is asked again', async () => {
    await using server = await startProviderServer()
    await using project = projectWith('old name')
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', fileWith('new name'))
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode, output).toBe(0)
    expect(server.requests).toHaveLength(3)
    expect(project.list(FOLDER)).toEqual(['new name.yaml', 'other.yaml'])
    expect(project.read(`${FOLDER}/new name.yaml`)).toContain('new name')
    expect(output.replaceAll(/\s+/g, ' ')).toContain(`moved ${FOLDER}/old name.yaml → ${FOLDER}/new name.yaml`)
    expect((await project.vitest(['run'], variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
  })

  test('is named in strict with its old file and the command that moves it', async () => {
    await using server = await startProviderServer()
    await using project = projectWith('old name')
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', fileWith('new name'))
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain(`cause     it is in ${FOLDER}/old name.yaml, which belongs to no test`)
    expect(strict.output).toContain(`fix       npx rewind mv "${FOLDER}/old name.yaml" "${FOLDER}/new name.yaml"`)
    const moved = await project.node(
      ['node_modules/rewind/dist/cli.js', 'mv', `${FOLDER}/old name.yaml`, `${FOLDER}/new name.yaml`],
      variablesFor(server),
    )
    expect(moved.exitCode, moved.output).toBe(0)
    expect((await project.vitest(['run'], variablesFor(server, { CI: 'true' }))).exitCode).toBe(0)
    expect(project.list(FOLDER)).toEqual(['new name.yaml', 'other.yaml'])
  })

  test('keeps the old cassette where it did not pass', async () => {
    await using server = await startProviderServer()
    await using project = projectWith('old name')
    await project.vitest(['run'], variablesFor(server))
    const before = project.read(`${FOLDER}/old name.yaml`)
    project.write('test/a.test.ts', fileWith('new name').replace(`await ask('two')`, `expect(1).toBe(2)`))
    await project.vitest(['run'], variablesFor(server))
    expect(project.read(`${FOLDER}/old name.yaml`)).toBe(before)
    expect(server.requests).toHaveLength(3)
  })
})

test('a test file that was moved takes its cassettes with it', async () => {
  await using server = await startProviderServer()
  await using project = projectWith('asks')
  await project.vitest(['run'], variablesFor(server))
  const text = project.read('test/a.test.ts')
  project.write('test/sub/b.test.ts', text)
  await project.node(['-e', `require('fs').rmSync('test/a.test.ts')`])
  const { exitCode } = await project.vitest(['run'], variablesFor(server))
  expect([exitCode, server.requests.length]).toEqual([0, 3])
  expect(project.list('cassettes')).toEqual(['test/sub/b.test.ts/asks.yaml', 'test/sub/b.test.ts/other.yaml'])
})
