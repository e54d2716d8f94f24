import { spawn } from 'node:child_process'

import { expect, test } from 'vitest'

import { createJestProject, JEST_BIN, type JestProject } from '../../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../../helpers/projects/jest-suites.ts'
import { SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

test('prints a summary for every run, and is not triggered by what a run writes', async () => {
  await using server = await startProviderServer()
  await using project = projectThatAsks('one')
  // Jest watches the folders that are there when it starts.
  await project.jest([], variablesFor(server))
  project.write('test/a.test.js', testsThatAsk('one', 'two'))
  await using watch = startWatch(project, variablesFor(server))
  await watch.seen('1 call replayed · 1 recorded')
  // Writes what a run writes, while the one that watches is idle.
  await project.jest([], variablesFor(server))
  // What follows is the answer to this change and to nothing before it.
  project.write('test/a.test.js', testsThatAsk('one', 'two', 'three'))
  await watch.seen('2 calls replayed · 1 recorded')
  expect(watch.output().match(/Ran all test suites/g)).toHaveLength(2)
})

test('is not triggered without an end by a report that Jest watches', async () => {
  await using server = await startProviderServer()
  await using project = projectThatAsks('one')
  const variables = variablesFor(server, { REWIND_REPORT: 'report.json' })
  await project.jest([], variables)
  // Whose second replay says the same as the first.
  await project.jest([], variables)
  await using watch = startWatch(project, variables)
  await watch.seen('Watch Usage')
  // Takes longer than Jest waits before it runs again.
  await project.jest(['--listTests'], variables)
  expect(watch.output().match(/Ran all test suites/g)).toHaveLength(1)
})

test('u records what diverged, once, though no snapshot has failed', async () => {
  await using server = await startProviderServer()
  await using project = projectThatAsks('one')
  await project.jest([], variablesFor(server))
  project.write('test/a.test.js', testsThatAsk('one').replace("ask('one')", "ask('another')"))
  await using watch = startWatch(project, variablesFor(server))
  await watch.seen('Press u to update failing snapshots')
  expect(server.requests).toHaveLength(1)
  watch.press('u')
  await watch.seen('rewind   update · 1 test · 0 calls replayed · 1 recorded')
  project.write('test/a.test.js', testsThatAsk('two').replaceAll("'two'", "'one'"))
  await watch.seen('rewind   replay · 1 test · 0 calls replayed · 0 live')
  expect(server.requests).toHaveLength(2)
})

/** A Jest that watches, in a terminal: `script` of util-linux makes one. */
interface Watch extends AsyncDisposable {
  output(): string
  /** Waits until a text is printed. */
  seen(text: string): Promise<void>
  press(key: string): void
}

function startWatch({ root }: JestProject, variables: Readonly<Record<string, string>>): Watch {
  const command = `stty cols 120; exec "${process.execPath}" "${JEST_BIN}" --watchAll`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: root,
    env: { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1', ...variables },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
    output = (output + text).replaceAll(/\u001b\[\??[\d;]*[A-Za-z]|\r/gu, '')
  })
  return {
    output: () => output,
    seen: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!output.includes(text)) return
          child.stdout.off('data', look)
          resolve()
        }
        child.stdout.on('data', look)
        look()
      }),
    press: (key) => void child.stdin.write(key),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill()
      await ended
    },
  }
}

function projectThatAsks(prompt: string): JestProject {
  return createJestProject({ 'rewind.config.mts': SERVER_CONFIG, 'test/a.test.js': testsThatAsk(prompt) })
}

function testsThatAsk(...prompts: readonly string[]): string {
  return `${ASK_COMMONJS}${prompts.map((prompt) => `test('${prompt}', async () => { await ask('${prompt}') })`).join('\n')}`
}
