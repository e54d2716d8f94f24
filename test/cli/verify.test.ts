import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import type { Call } from '../../src/cassette/call.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

const NO_RULES = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }
// A shape that only the scanner knows.
const TOKEN = ['sk', 'test', 'abcdefghij0123456789ABCDEFGHIJ'].join('_')

function recordedCall(question: string, answer: string): Call {
  const call = chatCall(question, answer)
  return { ...call, key: requestKey(call.request, NO_RULES) }
}

/** A project with two sound cassettes. */
function soundProject(): RecordedProject {
  const project = createRecordedProject()
  project.record('cassettes/a.test.ts/one.yaml', 'one', [recordedCall('One', '1'), recordedCall('Two', '2')])
  project.record('cassettes/a.test.ts/three.yaml', 'three', [recordedCall('Three', '3')])
  return project
}

function edit(project: RecordedProject, name: string, change: readonly [from: string, to: string]): void {
  const file = `cassettes/a.test.ts/${name}.yaml`
  const text = project.read(file)
  expect(text).toContain(change[0])
  project.write(file, text.replace(...change))
}

test('sound cassettes are clean', async () => {
  await using project = soundProject()
  expect(await project.rewind('verify')).toMatchObject({ exitCode: 0, stdout: '2 cassettes: nothing is wrong\n' })
})

test('an edited request is a finding with file and line until it is signed', async () => {
  await using project = soundProject()
  edit(project, 'one', ['content: Two', 'content: Deux'])
  const { stdout, exitCode } = await project.rewind('verify', '--json')
  expect(exitCode).toBe(1)
  expect(parseJson(stdout)).toMatchObject({
    version: 1,
    findings: [{ file: 'cassettes/a.test.ts/one.yaml', line: expect.any(Number), call: 2, kind: 'edited' }],
  })
  expect((await project.rewind('verify', 'one#2', '--sign')).exitCode).toBe(2)
  expect((await project.rewind('verify', '--sign')).exitCode).toBe(0)
  expect((await project.rewind('verify')).exitCode).toBe(0)
  expect(project.read('cassettes/a.test.ts/one.yaml')).toContain('content: Deux')
})

test('an edited request does not hide an edited answer', async () => {
  await using project = createRecordedProject()
  const call = { ...recordedCall('Two', 'Two it is'), answer: [{ text: 'Two it is' }] }
  project.record('cassettes/a.test.ts/one.yaml', 'one', [call])
  edit(project, 'one', ['content: Two', 'content: Deux'])
  edit(project, 'one', ['text: Two it is', 'text: Deux'])
  const { stdout } = await project.rewind('verify')
  expect(stdout).toContain('call 1: the request was edited')
  expect(stdout).toContain('call 1: the answer was edited')
})

test('while a cassette cannot be read, no file beside it counts as one of no cassette', async () => {
  await using project = soundProject()
  project.write('cassettes/.files/0123456789abcdef.png', 'bytes')
  expect((await project.rewind('verify')).stdout).toContain('orphan no cassette names this file')
  project.write('cassettes/a.test.ts/a name.yaml', '\uFEFFrewind: [')
  const { stdout } = await project.rewind('verify')
  expect(stdout).not.toContain('orphan')
  expect(stdout).toMatch(/^cassettes\/a\.test\.ts\/a name\.yaml:\d+ unreadable (?!.*a name\.yaml)/mu)
})

test('what a formatter did to a cassette is no finding', async () => {
  await using project = soundProject()
  const file = 'cassettes/a.test.ts/one.yaml'
  const before = project.read(file)
  const documents = parseAllDocuments(before).map((document) => document.toString({ indent: 4, lineWidth: 60 }))
  project.write(file, documents.join('---\n'))
  expect(project.read(file)).not.toBe(before)
  expect(await project.rewind('verify')).toMatchObject({ exitCode: 0, stdout: '2 cassettes: nothing is wrong\n' })
})

test('damage, secrets and files of no cassette are found, each at its place', async () => {
  await using project = soundProject()
  edit(project, 'one', ['response:', 'response: ['])
  edit(project, 'three', ['content: Three', `content: ${TOKEN}`])
  project.write('cassettes/.files/0123456789abcdef.bin', 'nobody names me')
  const { stdout, exitCode } = await project.rewind('verify')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^cassettes\/a\.test\.ts\/one\.yaml:\d+ unreadable call 1: /mu)
  expect(stdout).toMatch(/^cassettes\/a\.test\.ts\/three\.yaml:\d+ edited call 1: /mu)
  expect(stdout).toMatch(/^cassettes\/a\.test\.ts\/three\.yaml:\d+ secret .*STRIPE/mu)
  expect(stdout).toMatch(/^cassettes\/\.files\/0123456789abcdef\.bin orphan no cassette names this file/mu)
  expect(stdout).not.toContain(TOKEN)
})

test('only what is staged is looked at under --staged, as it would be committed', async () => {
  await using project = soundProject()
  const git = async (...words: readonly string[]): Promise<void> => {
    const { exitCode, output } = await runProcess('git', words, { cwd: project.root, variables: {} })
    expect(exitCode, output).toBe(0)
  }
  await git('init', '-q')
  edit(project, 'one', ['content: Two', 'content: Deux'])
  await git('add', 'cassettes/a.test.ts/three.yaml')
  expect(await project.rewind('verify', '--staged')).toMatchObject({
    exitCode: 0,
    stdout: '1 cassette: nothing is wrong\n',
  })
  await git('add', 'cassettes')
  edit(project, 'one', ['content: Deux', 'content: Two'])
  const { stdout, exitCode } = await project.rewind('verify', '--staged')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^cassettes\/a\.test\.ts\/one\.yaml:\d+ edited call 2: /mu)
})

test('what is staged is found as well where cassettes are in a folder beside the project', async () => {
  await using project = createRecordedProject({
    'app/package.json': '{}',
    'app/rewind.config.json': '{ "cassettes": "../recordings" }',
  })
  project.record('recordings/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  for (const words of [
    ['init', '-q'],
    ['add', 'app', 'recordings'],
  ])
    await runProcess('git', words, { cwd: project.root, variables: {} })
  const command = join(import.meta.dirname, '../../dist/cli.js')
  const place = { cwd: join(project.root, 'app'), variables: {} }
  const { stdout, exitCode } = await runProcess(process.execPath, [command, 'verify', '--staged'], place)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('one.yaml:4 key call 1: ')
})

test('fields that the format does not have are findings, wherever text looks like one', async () => {
  await using project = createRecordedProject()
  const file = 'cassettes/a.test.ts/greets.yaml'
  project.record(file, 'greets', [chatCall('requests:\n  urls: none\nmetas: {}', 'response:\n  stati: 1')])
  expect((await project.rewind('verify')).stdout).not.toContain('field')
  const text = project.read(file)
  project.write(
    file,
    text
      .replace('test: greets', 'test: greets\nowner: me')
      .replace('  method: POST', '  method: POST\n  methods: GET')
      .replace('response:\n  status: 200', 'response:\n  stati: 1\n  status: 200')
      .replace('\nmeta: ', '\nnote: x\nmeta: '),
  )
  const { stdout, exitCode } = await project.rewind('verify')
  expect(exitCode).toBe(1)
  expect([...stdout.matchAll(/^\S+:(\d+) field the format has no field (\S+):/gm)].map(([, , name]) => name)).toEqual([
    'owner',
    'request.methods',
    'response.stati',
    'note',
  ])
})
