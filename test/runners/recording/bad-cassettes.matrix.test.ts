import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const CASSETTE = 'cassettes/test/a.test.ts/asks.yaml'

/** Records one call, spoils the cassette, and runs again in replay: a silent live call would reach the server. */
async function spoil(change: (project: VitestProject) => void): Promise<{
  project: VitestProject
  output: string
  exitCode: number | null
  calls: number
  after: string | undefined
}> {
  const server = await startProviderServer()
  const project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one').catch(() => {}) })`,
  })
  await project.vitest(['run'], variablesFor(server))
  change(project)
  const { output, exitCode } = await project.vitest(['run'], variablesFor(server))
  await server.close()
  let after: string | undefined
  try {
    after = project.read(CASSETTE)
  } catch {
    after = undefined
  }
  return { project, output, exitCode, calls: server.requests.length - 1, after }
}

describe('a cassette that cannot be read exactly', () => {
  test('with broken YAML is an error with file and line; nothing goes live, nothing is overwritten', async () => {
    let spoiled = ''
    const run = await spoil((project) => {
      spoiled = project.read(CASSETTE).replace('response:', 'response: [')
      project.write(CASSETTE, spoiled)
    })
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(/asks\.yaml:\d+ is not valid YAML: .*\[REWIND_CASSETTE\]/)
    expect(run.output).toContain('fix ')
    expect(run.calls).toBe(0)
    expect(run.after).toBe(spoiled)
  })

  test('with conflict markers names the line', async () => {
    const run = await spoil((project) =>
      project.write(CASSETTE, project.read(CASSETTE).replace('meta:', '<<<<<<< HEAD\nmeta:')),
    )
    await using _ = run.project
    expect(run.output).toMatch(/asks\.yaml:\d+ has merge-conflict markers {2}\[REWIND_CASSETTE\]/)
    expect(run.calls).toBe(0)
  })

  test('of a newer format is refused', async () => {
    const run = await spoil((project) =>
      project.write(CASSETTE, project.read(CASSETTE).replace('rewind: 2', 'rewind: 3')),
    )
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('[REWIND_CASSETTE_VERSION]')
    expect(run.calls).toBe(0)
  })

  test('that is a folder is an error', async () => {
    const run = await spoil((project) => {
      rmSync(join(project.root, CASSETTE))
      mkdirSync(join(project.root, CASSETTE))
    })
    await using _ = run.project
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('there is a folder where the cassette should be')
    expect(run.calls).toBe(0)
  })
})

/** Records one call, spoils the cassette, runs in replay, and pastes the mode of the command that it prints. */
async function recordOver(spoilt: (cassette: string) => string): Promise<{
  refused: string
  output: string
  exitCode: number | null
  calls: number
  green: number | null
}> {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
  })
  await project.vitest(['run'], variablesFor(server))
  project.write(CASSETTE, spoilt(project.read(CASSETTE)))
  const { output: refused } = await project.vitest(['run'], variablesFor(server))
  const { output, exitCode } = await project.vitest(['run'], variablesFor(server, { REWIND_MODE: 'record' }))
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  return { refused, output, exitCode, calls: server.requests.length - 1, green: strict.exitCode }
}

describe('in record, as the message advises,', () => {
  test.for([
    ['conflict markers', (cassette: string) => cassette.replace('meta:', '<<<<<<< HEAD\nmeta:')],
    ['nothing in it', () => ''],
    ['its end missing', (cassette: string) => cassette.slice(0, cassette.indexOf('response:'))],
    ['an older format', (cassette: string) => cassette.replace('rewind: 2', 'rewind: 1')],
  ] as const)('a cassette with %s is recorded over, and that is said', async ([, spoilt]) => {
    const run = await recordOver(spoilt)
    expect(run.refused).toContain('npx rewind record test/a.test.ts -t "asks"')
    expect(run).toMatchObject({ exitCode: 0, calls: 1, green: 0 })
    expect(run.output.replaceAll(/\s+/g, ' ')).toContain('it was recorded anew')
  })

  test('a cassette of a newer format is left as it is, and nothing is sent', async () => {
    const run = await recordOver((cassette) => cassette.replace('rewind: 2', 'rewind: 3'))
    expect(run.output).toContain('[REWIND_CASSETTE_VERSION]')
    expect(run).toMatchObject({ exitCode: 1, calls: 0, green: 1 })
  })
})

describe('a cassette that cannot be written', () => {
  test('fails the test, and says what to do', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'cassettes/test': 'a file where the folder should be',
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one') })`,
    })
    const { exitCode, output } = await project.vitest(['run'], variablesFor(server))
    expect(exitCode).toBe(1)
    expect(output).toMatch(/cannot be (?:written|read): .*(?:ENOTDIR|EEXIST)/)
    expect(project.read('cassettes/test')).toBe('a file where the folder should be')
  })
})

describe('a cassette that was edited by hand', () => {
  test('replays what it says now', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { console.log('ANSWER', await ask('one')) })`,
    })
    await project.vitest(['run'], variablesFor(server))
    project.write(
      CASSETTE,
      project
        .read(CASSETTE)
        .replace('You said: one', 'You said something else')
        .replace('request:', '# looked at by Ann\nrequest:'),
    )
    const { output, exitCode } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(exitCode).toBe(0)
    expect(output).toContain('ANSWER You said something else')
    expect(output.replaceAll(/\s+/g, ' ')).toContain(
      `warning ${CASSETTE} was edited by hand: the answer of call 1 came from there, not from a model`,
    )
  })
})
