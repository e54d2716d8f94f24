import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { checkSetUp } from '../../src/cli/doctor/checks.ts'
import { openProject } from '../../src/cli/project.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

const ATTRIBUTES = 'cassettes/**/*.yaml text eol=lf\n'
const MANIFEST = '{ "name": "project", "type": "module", "devDependencies": { "rewind": "*" } }'
const GOOD = { 'package.json': MANIFEST, '.gitattributes': ATTRIBUTES, '.gitignore': 'node_modules\n' }

async function git(project: RecordedProject, ...words: readonly string[]): Promise<void> {
  await runProcess('git', words, { cwd: project.root, variables: {} })
}

/** Makes a project with one recorded test that is set up well, but for the files given. */
async function projectWith(files: Readonly<Record<string, string>> = {}): Promise<RecordedProject> {
  const project = createRecordedProject({ ...GOOD, ...files })
  await git(project, 'init', '-q')
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  await git(project, 'add', '-A')
  return project
}

/** What is found in a project, as `file:line kind`, and the fix of each. */
function found(project: RecordedProject, variables: Readonly<Record<string, string>> = {}): readonly string[] {
  const findings = checkSetUp(openProject(project.root, variables))
  expect(findings.filter(({ remedy, message }) => remedy === '' || message === '')).toEqual([])
  return findings.map(
    ({ file, line, kind, level }) => `${file}${line === undefined ? '' : `:${line}`} ${kind} ${level}`,
  )
}

/** What is found where files are as given. */
async function foundWith(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using project = await projectWith(files)
  return found(project)
}

test('the docs list every kind', () => {
  const folder = join(import.meta.dirname, '../../src/cli/doctor')
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const kinds = sources.flatMap((text) => [...text.matchAll(/\bkind: '([a-z-]+)'/g)].map(([, kind]) => kind))
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/doctor.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, kind]) => kind)
  expect(listed.length).toBeGreaterThanOrEqual(25)
  expect(new Set([...kinds, 'configuration', 'two-configurations'])).toEqual(new Set(listed))
})

test('a project that is set up has no findings', async () => {
  await using project = await projectWith()
  expect(await project.rewind('doctor')).toMatchObject({ exitCode: 0, stdout: 'nothing is wrong with the set-up\n' })
})

test('advice is not an error; an error gives exit code 1, with file, line and fix', async () => {
  await using project = createRecordedProject({ 'package.json': MANIFEST })
  await git(project, 'init', '-q')
  const advised = await project.rewind('doctor', '--json')
  expect(advised.exitCode, advised.output).toBe(0)
  expect(advised.stdout).toContain('"kind": "line-endings"')
  project.write('.gitignore', 'node_modules\ncassettes\n')
  const wrong = await project.rewind('doctor')
  expect(wrong.exitCode).toBe(1)
  expect(wrong.stdout).toContain('.gitignore:2 ignored git ignores cassettes/')
  expect(wrong.stdout).toContain('fix  delete this line, or add !cassettes/ below it')
})

const vitestConfig = (options: string): Readonly<Record<string, string>> => ({
  'vitest.config.ts': `export default {\n  test: {\n    ${options}\n  },\n}\n`,
})
const LISTS = "setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'],"

test('the configuration of Vitest', async () => {
  expect(await foundWith(vitestConfig(''))).toEqual(['vitest.config.ts:1 not-set-up error'])
  expect(await foundWith(vitestConfig("setupFiles: ['rewind/vitest']"))).toEqual([
    'vitest.config.ts:3 no-reporter advice',
  ])
  expect(await foundWith(vitestConfig("globalSetup: ['rewind/vitest'], reporters: ['rewind/reporter']"))).toEqual([
    'vitest.config.ts:3 wrong-list error',
  ])
  expect(await foundWith(vitestConfig(`${LISTS}\n    reporters: ['rewind/jest-reporter']`))).toEqual([
    'vitest.config.ts:4 wrong-runner error',
  ])
  expect(
    await foundWith(vitestConfig("reporters: ['rewind/reporter'],\n    setupFiles: ['./a.ts', 'rewind/vitest']")),
  ).toEqual(['vitest.config.ts:4 set-up-late advice'])
  expect(await foundWith(vitestConfig(`${LISTS}\n    browser: { enabled: true }`))).toEqual([
    'vitest.config.ts:4 browser-mode error',
  ])
  expect(await foundWith(vitestConfig(`${LISTS}\n    dangerouslyIgnoreUnhandledErrors: true`))).toEqual([
    'vitest.config.ts:4 ignored-errors advice',
  ])
  expect(await foundWith(vitestConfig(`${LISTS}\n    projects: ['packages/*']`))).toEqual([
    'vitest.config.ts:4 projects error',
  ])
  expect(
    await foundWith({
      ...vitestConfig("reporters: ['rewind/reporter'], setupFiles: ['rewind/vitest', './stub.ts'],"),
      'stub.ts': "import { vi } from 'vitest'\nvi.stubGlobal('fetch', () => {})\n",
    }),
  ).toEqual(['stub.ts:2 stubbed-fetch advice'])
})

test('runners that are missing or too old, and the configuration of Jest', async () => {
  await using project = await projectWith()
  rmSync(join(project.root, 'vitest.config.ts'))
  rmSync(join(project.root, 'node_modules/vitest'), { recursive: true })
  expect(found(project)).toEqual(['package.json no-runner error'])
  project.write('node_modules/jest/package.json', '{ "name": "jest", "version": "29.7.0" }')
  project.write(
    'jest.config.js',
    "module.exports = {\n  setupFiles: ['rewind/jest'], reporters: ['rewind/jest-reporter'] }\n",
  )
  expect(found(project)).toEqual(['package.json old-runner error', 'jest.config.js:2 wrong-list error'])
  project.write('node_modules/jest/package.json', '{ "name": "jest", "version": "30.1.0" }')
  project.write(
    'jest.config.js',
    "module.exports = {\n  projects: [{ setupFilesAfterEnv: ['rewind/jest'],\n    reporters: ['rewind/jest-reporter'] }] }\n",
  )
  expect(found(project)).toEqual(['jest.config.js:2 reporter-in-project error'])
})

function named(field: string): string {
  return `{\n  "name": "project",\n  "type": "module",\n  "${field}": {\n    "rewind": "*"\n  }\n}`
}

test('the installation', async () => {
  expect(await foundWith({ 'package.json': named('dependencies') })).toEqual(['package.json:5 shipped advice'])
  expect(await foundWith({ 'package.json': '{ "name": "project", "type": "module" }' })).toEqual([
    'package.json not-a-dependency advice',
  ])
  await using project = await projectWith()
  project.write(
    'node_modules/rewind/package.json',
    '{ "name": "rewind", "version": "0.0.9", "exports": { "./package.json": "./package.json" } }',
  )
  expect(found(project)).toEqual(['package.json other-version error'])
})

test('the configuration of rewind', async () => {
  expect(await foundWith({ 'rewind.config.json': '{\n  "modus": 1\n}' })).toEqual([
    'rewind.config.json:2 configuration error',
  ])
  expect(await foundWith({ 'rewind.config.json': '{}', 'rewind.config.mjs': 'export default {}' })).toEqual([
    'rewind.config.json two-configurations error',
  ])
  expect(await foundWith({ 'rewind.config.json': '{\n  "mode": "record"\n}' })).toEqual([
    'rewind.config.json:2 fixed-mode error',
  ])
  expect(await foundWith({ 'rewind.config.json': '{\n  "hosts": [\n    "api.openai.com"\n  ]\n}' })).toEqual([
    'rewind.config.json:3 needless-host advice',
  ])
})

test('the variables of the shell', async () => {
  await using project = await projectWith()
  expect(found(project, { REWIND_MODE: 'update' })).toEqual(['REWIND_MODE mode-in-shell advice'])
  expect(found(project, { OPENAI_BASE_URL: 'http://gateway.example:8080/v1' })).toEqual([
    'OPENAI_BASE_URL unmatched-address error',
  ])
  expect(found(project, { OPENAI_BASE_URL: 'https://api.openai.com/v1' })).toEqual([])
  rmSync(join(project.root, 'cassettes'), { recursive: true })
  expect(found(project)).toEqual(['OPENAI_API_KEY no-keys advice', 'cassettes nothing-recorded advice'])
})

test('the folder of the cassettes, and what waits beside it', async () => {
  expect(await foundWith({ 'cassettes/b.yaml': 'rewind: 99\ntest: a\n' })).toEqual([
    'cassettes/b.yaml:1 other-format error',
  ])
  expect(await foundWith({ 'cassettes/b.yaml': 'rewind: 2\ntest: a\n---\n<<<<<<< a\n=======\n>>>>>>> b\n' })).toEqual([
    expect.stringMatching(/^cassettes\/b\.yaml:\d+ conflict error$/),
  ])
  expect(await foundWith({ 'cassettes/b.yaml': 'no cassette' })).toEqual([
    expect.stringMatching(/^cassettes\/b\.yaml:1 unreadable error$/),
  ])
  await using project = await projectWith({ '.rewind/.gitignore': '*\n', '.rewind/unfinished/a.yaml': 'rewind: 2\n' })
  project.record('.rewind/import/a.yaml', 'a.har', [chatCall('Two', '2')])
  project.write(
    '.rewind/last-run',
    JSON.stringify({
      version: 1,
      runner: 'vitest',
      parameters: [],
      tests: [],
      obsolete: ['cassettes/a.test.ts/one.yaml'],
    }),
  )
  expect(found(project)).toEqual([
    '.rewind/unfinished unfinished advice',
    '.rewind/import imported advice',
    'cassettes/a.test.ts/one.yaml obsolete advice',
  ])
  await using file = createRecordedProject({ ...GOOD, cassettes: 'no folder' })
  await git(file, 'init', '-q')
  await git(file, 'add', '-A')
  expect(found(file)).toEqual(['cassettes not-a-folder error'])
})

test('git', async () => {
  await using none = createRecordedProject(GOOD)
  none.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  expect(found(none)).toEqual(['.git no-git advice'])
  expect(await foundWith({ '.gitignore': 'node_modules\n*.png\n' })).toEqual(['.gitignore:2 ignored-files error'])
  expect(await foundWith({ '.gitattributes': 'cassettes/**/*.yaml filter=lfs\n' })).toEqual([
    '.gitattributes:1 lfs advice',
  ])
  expect(await foundWith({ '.gitattributes': 'cassettes/**/*.yaml text eol=lf merge=rewind\n' })).toEqual([
    '.gitattributes:1 no-driver advice',
  ])
  expect(await foundWith({ '.rewind/last-run': '{}' })).toEqual(['.rewind committed error'])
  await using project = await projectWith()
  project.record('cassettes/a.test.ts/two.yaml', 'two', [chatCall('Two', '2')])
  expect(found(project)).toEqual(['cassettes/a.test.ts/two.yaml not-committed advice'])
})

test('workflows, and tools that write files', async () => {
  const workflow = '.github/workflows/test.yml'
  expect(await foundWith({ [workflow]: 'on: push\nenv:\n  REWIND_MODE: update\n' })).toEqual([
    `${workflow}:3 ci-mode error`,
  ])
  expect(await foundWith({ [workflow]: 'on: workflow_dispatch\nenv:\n  REWIND_MODE: record\n' })).toEqual([])
  expect(await foundWith({ [workflow]: 'on: push\nenv:\n  CI: false\n' })).toEqual([`${workflow}:3 ci-hidden error`])
  expect(
    await foundWith({ 'node_modules/prettier/package.json': '{ "name": "prettier", "version": "3.0.0" }' }),
  ).toEqual(['.prettierignore formatter advice'])
})
