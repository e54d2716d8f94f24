import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { parseJson } from '../../helpers/json-value.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { answerOf, askedOf } from '../../import/hand-made-call.ts'
import { handMade } from '../../import/hand-made.ts'

const RECORDINGS = 'recordings'

/** A recording of vcr-test: prompts, each with the answer `<prompt> answers`. */
function recordingOf(origin: string, ...prompts: readonly string[]): string {
  return JSON.stringify(
    prompts.map((prompt) => ({
      request: { url: `${origin}/v1/chat/completions`, method: 'POST', headers: {}, body: askedOf(prompt) },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body: answerOf(prompt) },
    })),
  )
}

/** A test for every prompt, which it is named by. */
function asking(...prompts: readonly string[]): string {
  return `${ASK}
for (const prompt of ${JSON.stringify(prompts)}) test(prompt, async () => expect(await ask(prompt)).toBe(prompt + ' answers'))`
}

function write(project: VitestProject, file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(project.root, file)), { recursive: true })
  writeFileSync(join(project.root, file), content)
}

const importAll = (project: VitestProject, variables: Readonly<Record<string, string>>) =>
  project.node(['node_modules/rewind/dist/cli.js', 'import', RECORDINGS], variables)

const flat = (output: string): string => output.replaceAll(/\s+/g, ' ')

test('a suite takes the recordings of every form as its own, offline, and is green in strict', async () => {
  await using server = await startProviderServer()
  const recordings = handMade(server.origin)
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': asking(...recordings.map(({ prompt }) => prompt)),
  })
  const variables = variablesFor(server)
  for (const { file, content } of recordings) write(project, `${RECORDINGS}/${file}`, content)
  const imported = await importAll(project, variables)
  expect(imported.exitCode, imported.output).toBe(0)
  const replay = await project.vitest(['run'], variables)
  expect(replay.exitCode, replay.output).toBe(0)
  expect(flat(replay.output)).toContain(`imported ${recordings.length} calls of another tool are on cassettes now`)
  expect(server.connections).toBe(0)
  expect(project.list('cassettes')).toHaveLength(recordings.length)
  expect(project.exists('.rewind/import')).toBe(false)
  await server.close()
  const strict = await project.vitest(['run'], { ...variables, CI: 'true' })
  expect(strict.exitCode, strict.output).toBe(0)
  expect(server.connections).toBe(0)
})

function projectWith(text: string): VitestProject {
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': text })
}

describe('while imported calls wait', () => {
  test('replay refuses what is not among them, and shows the nearest', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(asking('one of them', 'none of then'))
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'one of them', 'none of them'))
    await importAll(project, variables)
    const { exitCode, output } = await project.vitest(['run'], variables)
    expect(exitCode).toBe(1)
    expect(server.connections).toBe(0)
    expect(output).toContain('imported  it is not among the calls that wait in .rewind/import')
    expect(output).toContain(`nearest   imported call 2 of ${RECORDINGS}/a.json: $.messages[0].content`)
    expect(output).toContain('or        npx rewind import --clear')
    expect(flat(output)).toContain('1 call waits in .rewind/import to empty it: npx rewind import --clear')
    expect(project.list('cassettes')).toEqual(['test/a.test.ts/one of them.yaml'])
  })

  test('update sends it', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`${asking('one of them')}\ntest('another', async () => { await ask('another') })`)
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'one of them', 'none of them'))
    await importAll(project, variables)
    const { exitCode, output } = await project.vitest(['run', '-u'], variables)
    expect(exitCode, output).toBe(0)
    expect(server.requests.map(({ body }) => parseJson(body))).toEqual([parseJson(askedOf('another'))])
  })

  test('record and strict do not look there', async () => {
    await using server = await startProviderServer()
    await using project = projectWith(`${ASK}\ntest('asks', async () => { await ask('one of them') })`)
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'one of them'))
    await importAll(project, variables)
    const strict = await project.vitest(['run'], { ...variables, CI: 'true' })
    expect(strict.exitCode).toBe(1)
    expect(server.connections).toBe(0)
    const record = await project.vitest(['run'], { ...variables, REWIND_MODE: 'record' })
    expect(record.exitCode, record.output).toBe(0)
    expect(server.requests).toHaveLength(1)
  })

  test('a test that fails gives back what it took; the next run has it again', async () => {
    await using server = await startProviderServer()
    const text = `${ASK}\ntest('asks', async () => { await ask('one of them'); expect(process.env.FAILS).toBeUndefined() })`
    await using project = projectWith(text)
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'one of them'))
    await importAll(project, variables)
    const failed = await project.vitest(['run'], { ...variables, FAILS: 'yes' })
    expect(failed.exitCode).toBe(1)
    expect(flat(failed.output)).toContain('imported 1 call waits in .rewind/import')
    expect(failed.output).not.toContain('unfinished')
    expect(project.list('cassettes')).toEqual([])
    const passed = await project.vitest(['run'], variables)
    expect(passed.exitCode, passed.output).toBe(0)
    expect(server.connections).toBe(0)
    expect(project.exists('.rewind/import')).toBe(false)
  })
})

describe('the same call', () => {
  test('of several tests in two workers is taken by each, as often as it was recorded, and shared beyond that', async () => {
    await using server = await startProviderServer()
    const text = `${ASK}\nfor (const n of [1, 2, 3]) test('asks ' + n, async () => expect(await ask('shared')).toBe('shared answers'))`
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': text,
      'test/b.test.ts': text,
    })
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'shared', 'shared'))
    write(project, `${RECORDINGS}/b.json`, recordingOf(server.origin, 'shared'))
    await importAll(project, variables)
    const { exitCode, output } = await project.vitest(['run', '--maxWorkers=2'], variables)
    expect(exitCode, output).toBe(0)
    expect(server.connections).toBe(0)
    expect(project.list('cassettes')).toHaveLength(6)
    expect(project.exists('.rewind/import')).toBe(false)
  })

  test('made more often by one test than it was recorded is a divergence', async () => {
    await using server = await startProviderServer()
    await using project = createVitestProject({
      'rewind.config.ts': SERVER_CONFIG,
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('once'); await ask('once').catch(() => {}) })`,
    })
    const variables = variablesFor(server)
    write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'once', 'another'))
    await importAll(project, variables)
    const { exitCode, output } = await project.vitest(['run'], variables)
    expect(exitCode).toBe(1)
    expect(output).toContain('its recorded answers were all used before')
    expect(server.connections).toBe(0)
  })
})

test('rules of the key that came after the import hold for imported calls as well', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}\ntest('asks', async () => expect(await ask('on 2026-01-02')).toBe('on 2025-12-01 answers'))`,
  })
  const variables = variablesFor(server)
  write(project, `${RECORDINGS}/a.json`, recordingOf(server.origin, 'on 2025-12-01'))
  await importAll(project, variables)
  const dates = "normalize: [{ pattern: /\\d{4}-\\d{2}-\\d{2}/g, as: '<date>' }],"
  project.write('rewind.config.ts', SERVER_CONFIG.replace('hosts:', `${dates} hosts:`))
  const { exitCode, output } = await project.vitest(['run'], variables)
  expect(exitCode, output).toBe(0)
  expect(server.connections).toBe(0)
})
