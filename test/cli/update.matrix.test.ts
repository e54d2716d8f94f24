import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { JEST, projectFor, TEST_FILE, VITEST, type Runner } from '../helpers/projects/runners.ts'
import { variablesFor } from '../helpers/projects/suites.ts'
import type { VitestProject } from '../helpers/projects/vitest-project.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

/** Runs a command as a shell does that it was pasted into. */
function paste(
  project: VitestProject,
  command: string,
  variables: Readonly<Record<string, string>>,
): Promise<Finished> {
  const rewind = `"${process.execPath}" "${join(project.root, 'node_modules/rewind/dist/cli.js')}"`
  return runProcess('sh', ['-c', command.replace('npx rewind', rewind)], { cwd: project.root, variables })
}

function fixIn(output: string): string {
  return /^\s*fix {7}(npx rewind .*)$/m.exec(output)?.[1] ?? 'no fix'
}

const suite = (prompt: string, name = 'asks'): string => `describe('chat', () => {
  test('${name}', async () => { await ask('${prompt}') })
  test('${name} twice', async () => { await ask('${prompt} twice') })
})
test('${name}', async () => { await ask('${prompt} alone') })`

describe.for([VITEST, JEST])('under $name', (runner: Runner) => {
  test('the fix of a divergence records just its test, and makes it green', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suite('old'))
    await runner.run(project, variablesFor(server))
    project.write(TEST_FILE, runner.prelude + suite('new'))
    const failed = await runner.run(project, variablesFor(server))
    const fix = fixIn(failed.output)
    expect(fix).toBe('npx rewind update test/a.test.js -t "chat > asks"')
    const before = server.requests.length
    const updated = await paste(project, fix, variablesFor(server))
    expect(updated.exitCode, updated.output).toBe(0)
    expect(server.requests.slice(before).map(({ body }) => /new[ \w]*/.exec(body)?.[0])).toEqual(['new'])
    const strict = await runner.run(project, variablesFor(server, { CI: 'true' }), ['-t', 'chat'])
    expect(strict.output).toContain('diverged')
    expect(strict.output).toContain(' asks twice')
  })

  test('a name that no quotes are safe for is given by a hash, which finds it', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suite('old', 'costs $5 (once)'))
    await runner.run(project, variablesFor(server))
    project.write(TEST_FILE, runner.prelude + suite('new', 'costs $5 (once)'))
    const fix = fixIn((await runner.run(project, variablesFor(server))).output)
    expect(fix).toMatch(/^npx rewind update test\/a\.test\.js -t "~[0-9a-f]{8}"$/)
    const before = server.requests.length
    const updated = await paste(project, fix, variablesFor(server))
    expect(updated.exitCode, updated.output).toBe(0)
    expect(server.requests.length - before).toBe(1)
  })

  test('record asks anew, and says as one document what it did', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suite('old'))
    await runner.run(project, variablesFor(server))
    const command = 'npx rewind record test/a.test.js -t "chat > asks" --json'
    const { stdout, exitCode } = await paste(project, command, variablesFor(server))
    expect(exitCode).toBe(0)
    expect(parseJson(stdout)).toEqual({
      version: 1,
      mode: 'record',
      exitCode: 0,
      tests: [
        {
          name: 'chat › asks',
          file: 'test/a.test.js',
          cassette: 'cassettes/test/a.test.js/chat › asks.yaml',
          recorded: 1,
          diverged: 0,
        },
      ],
    })
    expect(server.requests).toHaveLength(4)
  })
})

test('a run is started again with its own configuration', async () => {
  await using server = await startProviderServer()
  await using project = projectFor(VITEST, suite('old'))
  project.write('other.config.ts', project.read('vitest.config.ts'))
  project.write('vitest.config.ts', 'export default { test: { include: ["nothing"] } }')
  await project.vitest(['run', '-c', 'other.config.ts'], variablesFor(server))
  project.write(TEST_FILE, VITEST.prelude + suite('new'))
  const { output, exitCode } = await paste(project, 'npx rewind update', variablesFor(server))
  expect(exitCode, output).toBe(0)
  expect(server.requests).toHaveLength(6)
})

test('a runner that fails is exit 1, and a hash that is not known is exit 2', async () => {
  await using project = projectFor(VITEST, `test('fails', () => expect(1).toBe(2))`)
  expect((await paste(project, 'npx rewind update', {})).exitCode).toBe(1)
  const unknown = await paste(project, 'npx rewind update test/a.test.js -t ~01234567', {})
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('no test of the last run has the hash ~01234567')
})

test('a signal that ends the command ends its runner too, which would go on asking', async () => {
  const body = `test('waits', async () => {
  console.log('runs in ' + process.ppid)
  await new Promise((resolve) => setTimeout(resolve, 30_000))
}, 60_000)`
  await using project = projectFor(VITEST, body)
  const child = spawn(process.execPath, ['node_modules/rewind/dist/cli.js', 'update'], {
    cwd: project.root,
    env: { ...process.env, PROVIDER_HOST: 'localhost:9', OPENAI_API_KEY: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (output.includes('runs in ')) child.kill('SIGTERM')
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  const runner = Number(/runs in (\d+)/.exec(output)?.[1])
  expect(runner).toBeGreaterThan(0)
  expect(() => process.kill(runner, 0)).toThrow('ESRCH')
})
