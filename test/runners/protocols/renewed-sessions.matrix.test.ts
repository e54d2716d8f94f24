import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { createJestProject, type JestProject } from '../../helpers/projects/jest-project.ts'
import { runProcess, type Finished } from '../../helpers/run-process.ts'
import { serveScripts } from '../../helpers/samples/session-script.ts'
import { said } from '../../helpers/samples/voice-session.ts'

const CONFIG = `module.exports = { hosts: [{ host: process.env.PROVIDER_HOST, provider: 'openai' }] }\n`
/** Two tests with a session each. */
const SUITE = `
function talk(prompt) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://' + process.env.PROVIDER_HOST + '/v1/realtime?model=m')
    const heard = []
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'response.create', response: { prompt } })))
    socket.addEventListener('message', ({ data }) => {
      heard.push(JSON.parse(data).type)
      if (heard.length === 2) socket.close(1000)
    })
    socket.addEventListener('error', () => {})
    socket.addEventListener('close', ({ code }) => (code === 1000 || code === 1005 ? resolve(heard) : reject(new Error('closed ' + code))))
  })
}
test('talks', async () => {
  expect(await talk('old')).toEqual(['session.created', 'response.done'])
})
test('talks about something else', async () => {
  expect(await talk('other')).toEqual(['session.created', 'response.done'])
})
`
const SUITES = {
  Vitest: ['test/a.test.mjs', `import { expect, test } from 'vitest'\n${SUITE}`],
  Jest: ['test/a.test.js', `const { WebSocket } = require('ws')\n${SUITE}`],
} as const

const serve = () =>
  serveScripts(() => ({
    protocol: '',
    messages: [
      said('server', { type: 'session.created', session: { id: 'sess_1' } }),
      said('client', {}),
      said('server', { type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [] } }),
    ],
  }))

/** Runs a command as a shell does that it was pasted into. */
function paste(project: JestProject, command: string, variables: Readonly<Record<string, string>>): Promise<Finished> {
  const rewind = `"${process.execPath}" "${join(project.root, 'node_modules/rewind/dist/cli.js')}"`
  return runProcess('sh', ['-c', command.replace('npx rewind', rewind)], { cwd: project.root, variables })
}

describe.each(['Vitest', 'Jest'] as const)('a WebSocket session that changed, under %s', (runner) => {
  const [file, suite] = SUITES[runner]
  const fix = `npx rewind update ${file} -t "talks"`
  const start = (project: JestProject, variables: Readonly<Record<string, string>>): Promise<Finished> =>
    runner === 'Vitest' ? project.vitest(['run'], variables) : project.jest([], variables)

  test.each([
    ['locally', {}, 1],
    ['in CI', { CI: 'true' }, 2],
  ])('that failed %s is recorded by the printed command, and nothing else is', async (_where, ci, runs) => {
    await using server = await serve()
    await using project = createJestProject({ 'rewind.config.js': CONFIG, [file]: suite })
    const variables = { PROVIDER_HOST: server.host }
    const run = (more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
      start(project, { ...variables, ...more })
    expect((await run()).exitCode).toBe(0)
    project.write(file, suite.replace("talk('old')", "talk('new')"))

    const failed = await run(ci)
    expect(failed.exitCode, failed.output).toBe(1)
    expect(failed.output).toContain(`fix       ${fix}`)
    const before = server.connections()
    expect(before).toBe(2)

    const updated = await paste(project, fix, variables)
    expect(updated.exitCode, updated.output).toBe(0)
    expect(updated.output.split('a WebSocket session changed')).toHaveLength(runs)
    expect(updated.output).toContain('what its client said')
    expect(server.heard().slice(before)).toEqual([expect.stringContaining('"prompt":"new"')])
    expect(server.connections()).toBe(before + 1)

    const strict = await run({ CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(server.connections()).toBe(before + 1)
  })

  test('and says less is recorded by the printed command, and nothing else is', async () => {
    await using server = await serve()
    const greeted = suite.replace("'open', () => socket", "'message', () => heard.length === 0 && socket")
    await using project = createJestProject({ 'rewind.config.js': CONFIG, [file]: greeted })
    const variables = { PROVIDER_HOST: server.host }
    const run = (more: Readonly<Record<string, string>> = {}): Promise<Finished> =>
      start(project, { ...variables, ...more })
    expect((await run()).exitCode).toBe(0)
    project.write(
      file,
      greeted
        .replace('heard.length === 0 &&', "prompt !== 'old' && heard.length === 0 &&")
        .replace('heard.length === 2', "heard.length === (prompt === 'old' ? 1 : 2)")
        .replace("toEqual(['session.created', 'response.done'])", "toEqual(['session.created'])"),
    )
    const failed = await run({ CI: 'true' })
    expect(failed.exitCode, failed.output).toBe(1)
    expect(failed.output).toContain('a recorded WebSocket message was not sent by this test')
    expect(failed.output).toContain(`fix       ${fix}`)

    const updated = await paste(project, fix, variables)
    expect(updated.exitCode, updated.output).toBe(0)
    expect(server.connections()).toBe(3)

    const strict = await run({ CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(server.connections()).toBe(3)
  })

  test('that changed back is not recorded by an update', async () => {
    await using server = await serve()
    await using project = createJestProject({ 'rewind.config.js': CONFIG, [file]: suite })
    const variables = { PROVIDER_HOST: server.host }
    const run = (mode: string): Promise<Finished> =>
      runner === 'Vitest'
        ? project.vitest(['run'], { ...variables, REWIND_MODE: mode })
        : project.jest([], { ...variables, REWIND_MODE: mode })
    expect((await run('replay')).exitCode).toBe(0)
    project.write(file, suite.replace("talk('old')", "talk('new')"))
    expect((await run('replay')).exitCode).toBe(1)
    project.write(file, suite)
    expect((await run('replay')).exitCode).toBe(0)
    expect((await run('update')).exitCode).toBe(0)
    expect(server.connections()).toBe(2)
  })
})
