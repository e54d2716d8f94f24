import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { checkSetUp } from '../../src/cli/doctor/checks.ts'
import { openProject } from '../../src/cli/project.ts'
import { parseJson } from '../helpers/json-value.ts'
import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

/** Makes a project without a configuration of Vitest that is not given. */
function projectWith(files: Readonly<Record<string, string>>): RecordedProject {
  const project = createRecordedProject(files)
  if (files['vitest.config.ts'] === undefined) rmSync(join(project.root, 'vitest.config.ts'))
  return project
}

function manifest(more: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ name: 'a', ...more }, undefined, 2)}\n`
}

function vitestConfig(options: string): string {
  return `export default { test: { ${options} } }\n`
}

const RUNNER_KINDS =
  /^(?:not-set-up|no-reporter|no-runner|projects|manifest|runner-configuration|workspace|not-installed|wrong-\w+)$/u

/** What `doctor` says of the runner: each finding as `file:line kind`. */
function runnerFindings(project: RecordedProject): readonly string[] {
  return checkSetUp(openProject(project.root, {}))
    .filter(({ kind }) => RUNNER_KINDS.test(kind))
    .map(({ file, line, kind }) => `${file}${line === undefined ? '' : `:${line}`} ${kind}`)
}

describe('init and doctor agree', () => {
  test('on a project of Jest where Vitest can be resolved', async () => {
    await using project = projectWith({
      'package.json': manifest({ devDependencies: { jest: '^30.0.0' } }),
      'node_modules/jest/package.json': '{ "name": "jest", "version": "30.1.0" }',
    })
    expect(runnerFindings(project)).toEqual(['jest.config.ts not-set-up'])
    await project.rewind('init')
    expect(project.read('jest.config.js')).toContain('rewind/jest')
    expect(runnerFindings(project)).toEqual([])
  })

  test('on Mocha: its configuration in JSON, YAML, JavaScript and package.json', async () => {
    const installed = { 'node_modules/mocha/package.json': '{ "name": "mocha", "version": "11.0.0" }' }
    const rows = [
      [
        '.mocharc.json',
        '{\n  // why\n  "spec": "test"\n}\n',
        '{\n  "require": ["rewind/mocha"],\n  // why\n  "spec": "test"\n}\n',
      ],
      [
        '.mocharc.yml',
        '# why\nrequire: ./a.js\nspec: test\n',
        '# why\nrequire:\n  - rewind/mocha\n  - ./a.js\nspec: test\n',
      ],
      [
        '.mocharc.cjs',
        "module.exports = { require: ['./a.js'] }\n",
        "module.exports = { require: ['rewind/mocha', './a.js'] }\n",
      ],
      [
        'package.json',
        manifest({ mocha: { require: './a.js' } }),
        manifest({ mocha: { require: './a.js' } }).replace('"./a.js"', '["rewind/mocha", "./a.js"]'),
      ],
    ] as const
    for (const [file, before, after] of rows) {
      await using project = projectWith({ 'package.json': manifest({}), ...installed, [file]: before })
      expect(runnerFindings(project).map((finding) => finding.replace(/:\d+/u, ''))).toEqual([`${file} not-set-up`])
      await project.rewind('init')
      expect(project.read(file)).toBe(after)
      expect(runnerFindings(project)).toEqual([])
      expect((await project.rewind('init')).stdout).toContain('nothing had to be changed')
    }
  })

  test('on node:test: the scripts that run it, and no others', async () => {
    const scripts = {
      build: 'tsc && node a.js',
      test: 'NODE_ENV=test node --test "test/**/*.test.js"',
      ci: 'npm run build; node --import tsx --test',
    }
    await using project = projectWith({ 'package.json': manifest({ scripts }) })
    expect(runnerFindings(project)).toEqual(['package.json:5 not-set-up', 'package.json:6 not-set-up'])
    await project.rewind('init')
    expect(parseJson(project.read('package.json'))).toMatchObject({
      scripts: {
        build: scripts.build,
        test: 'NODE_ENV=test node --import rewind/node-test --test "test/**/*.test.js"',
        ci: 'npm run build; node --import rewind/node-test --import tsx --test',
      },
    })
    expect(runnerFindings(project)).toEqual([])
    await using run = projectWith({ 'package.json': manifest({ scripts: { test: 'rewind run -- node --test' } }) })
    expect(runnerFindings(run)).toEqual([])
    expect((await run.rewind('init')).stdout).toContain('nothing had to be changed')
  })

  test('on a package whose runner is that of the workspace', async () => {
    await using project = projectWith({
      'vitest.config.ts': "export default { test: { projects: ['packages/*'] } }\n",
      'packages/a/package.json': manifest({}),
      'packages/b/package.json': manifest({ devDependencies: { vitest: '*' } }),
      'packages/b/vitest.config.ts': "export default { test: { name: 'b' } }\n",
    })
    await runProcess('git', ['init', '-q'], { cwd: project.root, variables: {} })
    const inFolder = (folder: string, command: string) =>
      runProcess(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), command], {
        cwd: join(project.root, folder),
        variables: {},
      })
    expect((await inFolder('packages/a', 'doctor')).stdout).toContain(
      'package.json workspace the tests of this package are run from ../.., which has the runner\n  fix  cd ../.. && npx rewind doctor',
    )
    expect((await inFolder('packages/a', 'init')).stderr).toContain('cd ../.. && npx rewind init')
    expect((await inFolder('packages/b', 'doctor')).stdout).toContain('not-set-up')
    await project.rewind('init')
    expect(project.read('vitest.config.ts')).toContain('plugins: [rewind()]')
    // The plugin sets up all projects.
    expect((await inFolder('packages/b', 'doctor')).stdout).not.toContain('not-set-up')
  })

  test('on what is set up elsewhere: in a set-up file, a shared configuration, or a preset; comments do not count', async () => {
    const rows = [
      [
        {
          'vitest.config.ts': vitestConfig("setupFiles: ['./test/setup'], reporters: ['rewind/reporter']"),
          'test/setup.ts': "import 'rewind/vitest'\n",
        },
        [],
      ],
      [
        {
          'vitest.config.ts': "import base from './base.mts'\nexport default base\n",
          'base.mts': vitestConfig("setupFiles: ['rewind/vitest'], reporters: ['rewind/reporter']"),
        },
        [],
      ],
      [{ 'vitest.config.ts': vitestConfig("/* setupFiles: ['rewind/vitest'] */") }, ['vitest.config.ts:1 not-set-up']],
      [
        {
          'vitest.config.ts': vitestConfig(''),
          'vite.config.ts': vitestConfig("setupFiles: ['rewind/vitest'], reporters: ['rewind/reporter']"),
        },
        ['vitest.config.ts:1 not-set-up'],
      ],
      [
        {
          'package.json': manifest({ jest: { preset: './shared' } }),
          'node_modules/jest/package.json': '{ "name": "jest", "version": "30.1.0" }',
          'shared/jest-preset.json': '{ "setupFilesAfterEnv": ["rewind/jest"], "reporters": ["rewind/jest-reporter"] }',
        },
        [],
      ],
    ] as const
    for (const [files, findings] of rows) {
      await using project = projectWith({ 'package.json': manifest({}), ...files })
      expect(runnerFindings(project), JSON.stringify(files)).toEqual(findings)
    }
  })
})

test('a package.json that is not JSON is named with its line', async () => {
  await using project = projectWith({ 'package.json': '{\n  "name": "a"\n  "version": "1.0.0"\n}\n' })
  expect(runnerFindings(project)).toEqual(['package.json:3 manifest'])
  const { exitCode, stderr } = await project.rewind('init')
  expect(exitCode).toBe(2)
  expect(stderr).toContain('package.json:3 is not JSON: ')
  project.write('package.json', '\uFEFF{ "name": "a", "devDependencies": { "vitest": "*" } }')
  expect((await project.rewind('init')).exitCode).toBe(0)
})

test('a configuration that cannot be parsed is named with its line, and stays as it is', async () => {
  const text = "export default {\n  test: {\n    setupFiles: ['./a.ts'\n  },\n}\n"
  await using project = projectWith({ 'vitest.config.ts': text })
  expect(runnerFindings(project)).toEqual(['vitest.config.ts:4 runner-configuration'])
  const { exitCode, stdout } = await project.rewind('init')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('vitest.config.ts by hand: line 4 cannot be parsed: Unexpected token, expected ","')
  expect(project.read('vitest.config.ts')).toBe(text)
})

test('what is to be done by hand keeps what the configuration has, and comes before the tests', async () => {
  await using project = projectWith({
    'vitest.config.ts': "const files = ['./a.ts']\nexport default { test: { setupFiles: files } }\n",
  })
  const { exitCode, stdout } = await project.rewind('init')
  expect(exitCode).toBe(1)
  expect(stdout).toContain(
    "fix  put 'rewind/vitest' first in test.setupFiles, and 'rewind/reporter' last in test.reporters, behind 'default'",
  )
  expect(stdout).toContain('next  do by hand what is said above, and then run your tests')
  // Two configurations that are returned: an edit of one would leave the other.
  project.write(
    'vitest.config.ts',
    'export default ({ mode }) => {\n  if (mode === "a") return { test: { globals: true } }\n  return { test: {} }\n}\n',
  )
  const two = await project.rewind('init')
  expect(two.stdout).toContain('vitest.config.ts by hand: its options are computed by code')
})

test('edits keep line endings, quotes, indentation and what begins a file', async () => {
  await using project = projectWith({
    'vitest.config.ts':
      '/// <reference types="vitest" />\r\nimport { defineConfig } from "vitest/config"\r\n\r\nexport default defineConfig({\r\n\ttest: {\r\n\t\tprojects: ["a"],\r\n\t},\r\n})\r\n',
    '.gitattributes': '*.ts text\r\n',
  })
  await runProcess('git', ['init', '-q'], { cwd: project.root, variables: {} })
  await project.rewind('init')
  expect(project.read('vitest.config.ts')).toBe(
    '/// <reference types="vitest" />\r\nimport { rewind } from "rewind/plugin"\r\nimport { defineConfig } from "vitest/config"\r\n\r\nexport default defineConfig({\r\n\tplugins: [rewind()],\r\n\ttest: {\r\n\t\tprojects: ["a"],\r\n\t},\r\n})\r\n',
  )
  expect(project.read('.gitattributes')).not.toMatch(/[^\r]\n/u)
  project.write(
    'package.json',
    '{\r\n\t"name": "a",\r\n\t"files": ["a", "b"],\r\n\t"jest": {\r\n\t\t"roots": ["src"]\r\n\t}\r\n}',
  )
  await project.rewind('init', '--runner', 'jest')
  expect(project.read('package.json')).toBe(
    '{\r\n\t"name": "a",\r\n\t"files": ["a", "b"],\r\n\t"jest": {\r\n\t\t"reporters": ["default", "rewind/jest-reporter"],\r\n\t\t"setupFilesAfterEnv": ["rewind/jest"],\r\n\t\t"roots": ["src"]\r\n\t}\r\n}',
  )
})

test('a configuration of Vite gets the types of Vitest', async () => {
  const text = "import { defineConfig } from 'vite'\nexport default defineConfig({ plugins: [] })\n"
  await using project = projectWith({
    'package.json': manifest({ devDependencies: { vitest: '*' } }),
    'vite.config.ts': text,
  })
  await project.rewind('init')
  expect(project.read('vite.config.ts')).toBe(
    `/// <reference types="vitest/config" />\n${text.replace('({ ', "({ test: { reporters: ['default', 'rewind/reporter'], setupFiles: ['rewind/vitest'] }, ")}`,
  )
  expect((await project.rewind('init')).stdout).toContain('nothing had to be changed')
})
