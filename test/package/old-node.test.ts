import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { createJestProject } from '../helpers/projects/jest-project.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'

/** Says, in a process and in those that it starts, that it is an old Node.js. */
const OLD = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
const PRETEND = `--import=data:text/javascript,${encodeURIComponent(OLD)}`
const SAID = 'rewind needs Node.js 22.18 or later, and this is 20.20.2  [REWIND_RUNNER]'
const TEST = "import test from 'node:test'\ntest('passes', () => {})\n"

describe('an old Node.js is told so', () => {
  test('by the command: in a line, with exit code 2', async () => {
    await using project = createVitestProject({})
    const command = join(project.root, 'node_modules/rewind/dist/cli.js')
    const { exitCode, stderr, stdout } = await project.node([PRETEND, command, 'list', '--json'])
    expect(exitCode).toBe(2)
    expect(stderr).toBe(`${SAID}\n  fix       nvm install 24, or take it from https://nodejs.org\n`)
    expect(parseJson(stdout)).toMatchObject({ version: 1, error: { code: 'REWIND_RUNNER' } })
  })

  test('by the set-up files of runners', async () => {
    await using project = createVitestProject({
      'a.test.ts': "import { test } from 'vitest'\ntest('passes', () => {})\n",
      'b.test.mjs': TEST,
      'c.spec.cjs': "it('passes', () => {})\n",
      'd.mjs': '',
    })
    const variables = { NODE_OPTIONS: PRETEND }
    expect(await project.vitest(['run', 'a.test.ts'], variables)).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining(SAID),
    })
    for (const parameters of [
      ['--import', 'rewind/node-test', '--test', 'b.test.mjs'],
      ['node_modules/mocha/bin/mocha.js', '--require', './node_modules/rewind/dist/mocha.js', 'c.spec.cjs'],
      ['--import', 'rewind/register', 'd.mjs'],
    ]) {
      const run = await project.node(parameters, variables)
      expect(run.exitCode, run.output).not.toBe(0)
      expect(run.output).toContain(SAID)
    }
    await using jest = createJestProject({ 'a.test.js': "test('passes', () => {})\n" })
    expect(await jest.jest([], variables)).toMatchObject({ exitCode: 1, output: expect.stringContaining(SAID) })
  })
})
