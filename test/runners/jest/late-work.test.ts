import { spawn } from 'node:child_process'

import { describe, expect, test } from 'vitest'

import { createJestProject, JEST_BIN } from '../../helpers/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/jest-suites.ts'
import { startProviderServer } from '../../helpers/provider-server.ts'
import { SERVER_CONFIG, variablesFor } from '../../helpers/suites.ts'
import { JEST, projectFor } from './runners.ts'

describe('work that outlives its test', () => {
  test('is recorded for its own test, marked late', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(
      JEST,
      `let late\ntest('first', () => { late = new Promise((resolve) => { setTimeout(resolve, 50) }).then(() => ask('late')) })\ntest('second', async () => { await late })`,
    )
    await project.jest([], variablesFor(server))
    expect(project.list('cassettes/test/a.test.js')).toEqual(['first.yaml'])
    expect(project.read('cassettes/test/a.test.js/first.yaml')).toContain('"late":true')
  })

  test('is refused with a warning when it outlives its file, and fails a run in strict', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'test/a.test.js': `${ASK_COMMONJS}setTimeout(() => { ask('of the module').catch(() => {}) }, 200)
test('a', () => { setTimeout(() => { ask('of a test').catch(() => {}) }, 200) })`,
      // Jest runs the larger file first.
      'test/b.test.js': `test('b', async () => { await new Promise((resolve) => { setTimeout(resolve, 1200) }) })`,
    })
    const strict = variablesFor(server, { REWIND_MODE: 'strict' })
    const { exitCode, output } = await project.jest(['--runInBand'], strict)
    expect(output.match(/was made after its test file had ended, and not sent {2}\[REWIND_NO_SESSION\]/g)).toHaveLength(
      2,
    )
    expect(exitCode).toBe(1)
    expect(server.connections).toBe(0)
  })
})

describe('watch mode', () => {
  test('prints a summary for every run, and is not triggered by what a run writes', async () => {
    await using server = await startProviderServer()
    await using project = createJestProject({
      'rewind.config.mts': SERVER_CONFIG,
      'test/a.test.js': testsThatAsk('one'),
    })
    // Jest watches the folders that are there when it starts.
    await project.jest([], variablesFor(server))
    project.write('test/a.test.js', testsThatAsk('one', 'two'))
    const child = spawn(process.execPath, [JEST_BIN, '--watchAll'], {
      cwd: project.root,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...variablesFor(server) },
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let output = ''
    const seen = (text: string): Promise<void> =>
      new Promise((resolve) => {
        child.stderr.on('data', () => {
          if (output.includes(text)) resolve()
        })
      })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    try {
      await seen('1 call replayed · 1 recorded')
      // Writes what a run writes, while the one that watches is idle.
      await project.jest([], variablesFor(server))
      // What follows is the answer to this change and to nothing before it.
      project.write('test/a.test.js', testsThatAsk('one', 'two', 'three'))
      await seen('2 calls replayed · 1 recorded')
      expect(output.match(/Tests: /g)).toHaveLength(2)
    } finally {
      child.kill()
    }
  })
})

function testsThatAsk(...prompts: readonly string[]): string {
  return `${ASK_COMMONJS}${prompts.map((prompt) => `test('${prompt}', async () => { await ask('${prompt}') })`).join('\n')}`
}
