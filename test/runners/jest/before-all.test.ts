import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { JestProject } from '../../helpers/projects/jest-project.ts'
import { JEST, projectFor } from '../../helpers/projects/runners.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer, type ProviderServer } from '../../helpers/servers/provider-server.ts'

const suite = (prompt: string): string =>
  `${JEST.prelude}beforeAll(async () => { await ask('${prompt}') })
test('one', () => {})
test('two', () => {})
test.skip('three', () => {})`

describe('a divergence in beforeAll', () => {
  let server: ProviderServer
  let project: JestProject
  let output: string

  beforeAll(async () => {
    server = await startProviderServer()
    project = projectFor(JEST, '')
    project.write('test/a.test.js', suite('before'))
    const recorded = await project.jest([], variablesFor(server))
    expect(recorded.output).toMatch(/recorded +test\/a\.test\.js {3}1 call .* new/)
    project.write('test/a.test.js', suite('after'))
    output = (await project.jest([], variablesFor(server))).output
  })

  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server.close()
  })

  test('is shown once, and named in a line by each test that could not run', () => {
    expect(output.match(/- before\n/g)).toHaveLength(1)
    expect(output.match(/^ +at ask /gm)).toHaveLength(1)
    expect(
      output.match(/has no recorded answer {2}\[REWIND_DIVERGENCE\] \(the error of the file says more\)/g),
    ).toHaveLength(3)
  })

  test('is in the summary, with the command that records it', async () => {
    expect(output).toMatch(/diverged +1 file, outside of its tests: \$\.messages\[0\]\.content before → after/)
    expect(output).toMatch(/to record it: npx rewind update test\/a\.test\.js/)
    const updated = await project.node(
      ['node_modules/rewind/dist/cli.js', 'update', 'test/a.test.js'],
      variablesFor(server),
    )
    expect(updated.exitCode, updated.output).toBe(0)
  })
})
