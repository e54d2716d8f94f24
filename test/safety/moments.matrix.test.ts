import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { ASK, SERVER_CONFIG } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import { startHeldServer, type HeldServer, type Phase } from '../helpers/servers/held-server.ts'

// 50 moments at which a recording ends, and after them one run that is left alone. Each moment has six prompts of its
// own, so that the server can tell for every call whether it was asked again.

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'
const CALLS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const PHASES: readonly Phase[] = ['before-head', 'in-body', 'before-end']

const SUITE = `import { writeFileSync } from 'node:fs'
${ASK}
configure({ recordTimeout: 700 })
test('asks', async () => {
  const failAfter = Number(process.env.FAIL_AFTER ?? Infinity)
  for (const [index, prompt] of (process.env.PROMPTS ?? 'old').split(' ').entries()) {
    expect(index).toBeLessThan(failAfter)
    await ask(prompt)
  }
  expect(process.env.FAIL_AFTER).not.toBe('6')
  if (process.env.STAY === undefined) return
  writeFileSync('answered', '')
  await new Promise((resolve) => { setTimeout(resolve, 60_000) })
}, Number(process.env.LIMIT ?? 60_000))`

interface Recorded {
  readonly project: VitestProject
  readonly server: HeldServer
  /** The cassette, as it was recorded before. */
  readonly before: string
}

async function record(server: HeldServer): Promise<Recorded> {
  const project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': SUITE })
  const { exitCode, output } = await project.vitest(['run'], variablesFor(server))
  expect(exitCode, output).toBe(0)
  return { project, server, before: project.read(CASSETTE) }
}

function variablesFor(server: HeldServer, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PROVIDER_HOST: `127.0.0.1:${server.port}`, OPENAI_API_KEY: 'sk-test-4f9c2a7b1e8d4c6f', ...more }
}

function promptsOf(moment: string): readonly string[] {
  return CALLS.map((call) => `${moment}-${call}`)
}

function updateOf(
  server: HeldServer,
  moment: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return variablesFor(server, { REWIND_MODE: 'update', PROMPTS: promptsOf(moment).join(' '), ...more })
}

/** Ends a run from outside when `reached` settles. */
async function end(
  { project }: Recorded,
  signal: 'SIGKILL' | 'SIGINT',
  run: { readonly reached: Promise<unknown>; readonly variables: Readonly<Record<string, string>> },
): Promise<void> {
  const child = spawn(process.execPath, [join(project.root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: project.root,
    env: { PATH: process.env['PATH'], ...run.variables },
    stdio: 'ignore',
    detached: true,
  })
  const closed = once(child, 'close')
  await run.reached
  // Its workers as well: a group.
  process.kill(-(child.pid ?? 0), signal)
  await closed
}

/**
 * Nineteen moments: in each of six calls before its head, in its body and before its end, and after the last of them.
 */
async function endByNineteenTimes(recorded: Recorded, signal: 'SIGKILL' | 'SIGINT'): Promise<readonly string[]> {
  const { project, server } = recorded
  const moments: string[] = []
  for (const call of CALLS) {
    for (const phase of PHASES) {
      const moment = `${phase}-${call}`
      const reached = server.hold(`${moment}-${call}`, phase)
      await end(recorded, signal, { reached, variables: updateOf(server, moment) })
      expect(project.read(CASSETTE), moment).toBe(recorded.before)
      moments.push(moment)
    }
  }
  const reached = expect.poll(() => project.exists('answered'), { timeout: 20_000 }).toBe(true)
  await end(recorded, signal, { reached, variables: updateOf(server, 'answered', { STAY: '1' }) })
  expect(project.read(CASSETTE)).toBe(recorded.before)
  return [...moments, 'answered']
}

/** Asks all of it once more, left alone: no call that was answered goes to the network again. */
async function expectNothingAskedTwice(
  { project, server }: Recorded,
  moments: readonly string[],
  heldAt: (moment: string) => string | undefined,
): Promise<void> {
  const prompts = moments.flatMap(promptsOf)
  const before = new Map(server.asked)
  const { exitCode, output } = await project.vitest(
    ['run'],
    variablesFor(server, { REWIND_MODE: 'update', PROMPTS: prompts.join(' ') }),
  )
  expect(exitCode, output).toBe(0)
  expect(prompts.filter((prompt) => !server.asked.has(prompt))).toEqual([])
  const askedAgain = prompts.filter((prompt) => before.has(prompt) && server.asked.get(prompt) !== before.get(prompt))
  // What was under way when its run ended, and nothing else.
  expect(askedAgain).toEqual(moments.flatMap((moment) => heldAt(moment) ?? []))
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true', PROMPTS: prompts.join(' ') }))
  expect(strict.exitCode, strict.output).toBe(0)
}

function heldByPhase(moment: string): string | undefined {
  return moment === 'answered' ? undefined : `${moment}-${moment.at(-1)}`
}

test.for(['SIGKILL', 'SIGINT'] as const)('nothing is lost or asked twice in nineteen moments of %s', async (signal) => {
  await using server = await startHeldServer()
  const recorded = await record(server)
  await using _ = recorded.project
  const moments = await endByNineteenTimes(recorded, signal)
  expect(moments).toHaveLength(19)
  await expectNothingAskedTwice(recorded, moments, heldByPhase)
})

test('nothing is lost or asked twice where a test times out in one of four calls', async () => {
  await using server = await startHeldServer()
  const recorded = await record(server)
  await using project = recorded.project
  const moments = ['in-body-a', 'before-head-b', 'before-end-d', 'in-body-f']
  for (const moment of moments) {
    const [, phase = '', call = ''] = /^(.*)-(.)$/.exec(moment) ?? []
    void server.hold(`${moment}-${call}`, PHASES.find((known) => known === phase) ?? 'in-body')
    const { exitCode, output } = await project.vitest(['run'], updateOf(server, moment, { LIMIT: '300' }))
    expect([exitCode, output]).toEqual([
      1,
      expect.stringContaining('Exceeded timeout of 700 ms for a test that records'),
    ])
    expect(project.read(CASSETTE), moment).toBe(recorded.before)
  }
  await expectNothingAskedTwice(recorded, moments, heldByPhase)
})

test('nothing is lost or asked twice where an assertion fails after some of the calls', async () => {
  await using server = await startHeldServer()
  const recorded = await record(server)
  await using project = recorded.project
  const moments: string[] = []
  for (const failAfter of ['0', '1', '2', '3', '4', '5', '6']) {
    const moment = `fails-after-${failAfter}`
    const { exitCode } = await project.vitest(['run'], updateOf(server, moment, { FAIL_AFTER: failAfter }))
    expect(exitCode).toBe(1)
    expect(project.read(CASSETTE), moment).toBe(recorded.before)
    moments.push(moment)
  }
  // Each attempt asks anew, since the model may answer otherwise; the next run does not.
  const retried = await project.vitest(['run', '--retry=2'], updateOf(server, 'retried', { FAIL_AFTER: '4' }))
  expect(retried.exitCode).toBe(1)
  expect(project.read(CASSETTE)).toBe(recorded.before)
  await expectNothingAskedTwice(recorded, [...moments, 'retried'], () => undefined)
})
