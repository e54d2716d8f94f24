import { cpSync, lstatSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

import type { Finished } from '../run-process.ts'
import { createJestProject, type JestProject } from './jest-project.ts'
import { ASK_COMMONJS, ASK_ES_MODULE } from './jest-suites.ts'
import { SERVER_CONFIG } from './suites.ts'

/** A runner whose real process runs a suite that is written once. */
export interface Runner {
  readonly name: string
  /**
   * What a test file begins with: `ask`, `stream`, `flaky`, `sideBySide` and the runner's own functions, under the
   * names that Vitest and Jest have for them.
   */
  readonly prelude: string
  /** Parameters that leave out all tests but those of a name. */
  readonly only: (name: string) => readonly string[]
  /** The fix of a divergence in `suite > asks` of `test/asks.test.js`. */
  readonly fix: RegExp
  /** Name of the cassette of hooks around all tests. */
  readonly around: string
  /** What is printed for the failures of one test file. */
  readonly failuresIn: (output: string, file: string) => string
  readonly run: (
    project: JestProject,
    variables: Readonly<Record<string, string>>,
    parameters?: readonly string[],
  ) => Promise<Finished>
}

const STREAM = `
async function stream(content) {
  const pieces = []
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content }] })
  for await (const chunk of answer) pieces.push(chunk.choices[0]?.delta.content ?? '')
  return pieces
}
`

const SIDE_BY_SIDE = `const sideBySide = (tests) => Object.entries(tests).forEach(([name, run]) => test.concurrent(name, run))\n`
/** What node:test and Mocha have no word for. */
const WORDS = `
const assert = require('node:assert/strict')
const expect = (value) => ({
  toBe: (other) => assert.equal(value, other),
  toContain: (part) => assert.ok(value.includes(part), value),
  toBeGreaterThan: (least) => assert.ok(value > least, String(value)),
})
const nameOf = (name, value) => name.replace('%s', String(value)).replace(/\\$(\\w+)/g, (_, key) => value[key])
test.each = (values) => (name, run) => values.forEach((value) => test(nameOf(name, value), () => run(value)))
`

function partsWith(output: string, beginning: RegExp, text: string): string {
  return output
    .split(beginning)
    .filter((part) => part.includes(text))
    .join('')
}

const failuresOfJest = (output: string, file: string): string =>
  partsWith(output.replaceAll(/^ *FAIL +/gm, 'FAIL '), /(?=^FAIL )/m, `FAIL ${file}`)

const OF_RUNNERS = { fix: /fix +npx rewind update test\/asks\.test\.js -t "suite > asks"/, around: '(file)' } as const

/** Vitest, with ES modules. */
export const VITEST: Runner = {
  name: 'Vitest',
  prelude: `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'\n${ASK_ES_MODULE}${STREAM}const flaky = (name, retry, run) => test(name, { retry }, run)\n${SIDE_BY_SIDE}`,
  only: (name) => ['-t', name],
  ...OF_RUNNERS,
  failuresIn: failuresOfJest,
  run: (project, variables, parameters = []) => project.vitest(['run', ...parameters], variables),
}

/** Jest, with CommonJS. */
export const JEST: Runner = {
  name: 'Jest',
  prelude: `${ASK_COMMONJS}${STREAM}const flaky = (name, retry, run) => { jest.retryTimes(retry); test(name, run) }\n${SIDE_BY_SIDE}`,
  only: (name) => ['-t', name],
  ...OF_RUNNERS,
  failuresIn: failuresOfJest,
  run: (project, variables, parameters = []) => project.jest(parameters, variables),
}

/** node:test, with CommonJS. It has no retries. */
export const NODE_TEST: Runner = {
  name: 'node:test',
  prelude: `const { after: afterAll, afterEach, before: beforeAll, beforeEach, describe, test: define } = require('node:test')
const test = (name, run) => define(name, run)
${WORDS}${ASK_COMMONJS}${STREAM}const flaky = (name, retry, run) => test(name, run)
const sideBySide = (tests) => describe('side by side', { concurrency: true }, () => Object.entries(tests).forEach(([name, run]) => test(name, run)))
`,
  only: (name) => ['--test-name-pattern', name],
  ...OF_RUNNERS,
  failuresIn: (output, file) => partsWith(output, /(?=^test at )/m, `test at ${file}`),
  run: (project, variables, parameters = []) =>
    project.node([...NODE_TEST_SET_UP, ...namesFirst(parameters)], variables),
}

const NODE_TEST_SET_UP =
  '--import rewind/node-test --test --test-reporter spec --test-reporter-destination stdout --test-reporter rewind/node-test --test-reporter-destination stdout'.split(
    ' ',
  )

// Flags come before files.
function namesFirst(parameters: readonly string[]): readonly string[] {
  const files = parameters.filter((word) => word.endsWith('.js'))
  return [...parameters.filter((word) => !files.includes(word)), ...(files.length > 0 ? files : ['test/*.test.js'])]
}

/** Mocha, with CommonJS. It runs tests one after the other. */
export const MOCHA: Runner = {
  name: 'Mocha',
  prelude: `const { after: afterAll, before: beforeAll } = globalThis
const test = (name, run) => it(name, run)
${WORDS}${ASK_COMMONJS}${STREAM}const flaky = (name, retry, run) => test(name, function () { this.retries(retry); return run() })
const sideBySide = (tests) => Object.entries(tests).forEach(([name, run]) => test(name, run))
`,
  only: (name) => ['--grep', name],
  ...OF_RUNNERS,
  failuresIn: (output, file) => partsWith(output, /(?=^ {2}\d+\) )/m, file),
  run(project, variables, parameters = []) {
    copyMocha(project)
    const files = parameters.some((word) => word.endsWith('.js')) ? [] : ['test/*.test.js']
    return project.node(
      ['node_modules/mocha/bin/mocha.js', '--require', 'rewind/mocha', '--parallel', ...parameters, ...files],
      variables,
    )
  },
}

/** A runner of its own, in a few lines: it has nothing of rewind but `withCassette()`, as AVA and others. */
const OWN_RUNNER = `const { globSync } = require('node:fs')
const { withCassette } = require('rewind')
const words = process.argv.slice(2)
const only = words.includes('-t') ? words[words.indexOf('-t') + 1] : ''
const files = words.filter((word) => word.endsWith('.js'))
let suites = [], tests = [], hooks = {}
globalThis.describe = (name, body) => { suites.push(name); body(); suites.pop() }
globalThis.test = (name, run) => tests.push({ name: [...suites, name].join(' › '), run })
for (const when of ['beforeAll', 'beforeEach', 'afterEach', 'afterAll']) globalThis[when] = (run) => (hooks[when] = run)
globalThis.sideBySide = (side) => {
  const done = Object.entries(side).map(([name, run]) => ({ name, run, isBeside: true }))
  tests.push(...done)
}
const runFile = async (file) => {
  suites = []; tests = []; hooks = {}
  require(process.cwd() + '/' + file)
  const attempt = (name, run) => withCassette(name, run, { cassettes: 'cassettes/' + file }).catch((error) => {
    process.exitCode = 1
    console.log('FAIL ' + file + ' > ' + name + '\\n' + error.stack)
  })
  const count = {}
  const chosen = tests.filter(({ name }) => name.includes(only)).map((test) => {
    count[test.name] = (count[test.name] ?? 0) + 1
    const name = count[test.name] === 1 ? test.name : test.name + ' (' + count[test.name] + ')'
    return { ...test, start: () => attempt(name, async () => { await hooks.beforeEach?.(); await test.run(); await hooks.afterEach?.() }) }
  })
  const inTurn = async () => {
    await Promise.all(chosen.filter(({ isBeside }) => isBeside).map(({ start }) => start()))
    for (const { start, isBeside } of chosen) if (!isBeside) await start()
  }
  if (hooks.beforeAll === undefined) return inTurn()
  await attempt('around', async () => { await hooks.beforeAll(); await inTurn(); await hooks.afterAll() })
}
const runAll = async () => { for (const file of files.length > 0 ? files : globSync('test/*.test.js').sort()) await runFile(file) }
runAll().then(() => console.log('ended'))
`

/** A plain script that runs tests with `withCassette()`, started by the command. */
export const SCRIPT: Runner = {
  name: 'a script',
  prelude: `${WORDS}${ASK_COMMONJS}${STREAM}const flaky = (name, retry, run) => test(name, run)\n`,
  only: (name) => ['-t', name],
  fix: /fix +npx rewind run --mode update -- node run-tests\.cjs/,
  around: 'around',
  failuresIn: (output, file) => partsWith(output, /(?=^FAIL )/m, `FAIL ${file}`),
  run(project, variables, parameters = []) {
    project.write('run-tests.cjs', OWN_RUNNER)
    return project.node(
      ['node_modules/rewind/dist/cli.js', 'run', '--', 'node', 'run-tests.cjs', ...parameters],
      variables,
    )
  },
}

// A linked one resolves what it requires from where it really is.
export function copyMocha({ root }: JestProject): void {
  const place = join(root, 'node_modules/mocha')
  if (!lstatSync(place).isSymbolicLink()) return
  unlinkSync(place)
  cpSync(join(import.meta.dirname, '../../../node_modules/mocha'), place, { recursive: true })
}

/** The path of the test file, whatever runs it. */
export const TEST_FILE = 'test/a.test.js'

/**
 * Makes a project with one test file.
 *
 * @param runner - what runs it
 * @param body - the file, below the prelude
 * @returns the project
 */
export function projectFor(runner: Runner, body: string): JestProject {
  return createJestProject({ 'rewind.config.ts': SERVER_CONFIG, [TEST_FILE]: runner.prelude + body })
}
