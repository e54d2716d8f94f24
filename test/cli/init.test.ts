import { describe, expect, test } from 'vitest'

import { editConfig } from '../../src/cli/init/edit-config.ts'
import { parseJson } from '../helpers/json-value.ts'
import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

const git = (project: RecordedProject, ...words: readonly string[]) =>
  runProcess('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    cwd: project.root,
    variables: {},
  })

const VITEST_LISTS = [
  { path: ['test', 'setupFiles'], add: "'rewind/vitest'", at: 'start' },
  { path: ['test', 'reporters'], add: "'rewind/reporter'", at: 'end', beside: ["'default'"] },
] as const

/** Edits a configuration of Vitest; undefined where that is unclear. */
function edited(text: string): string | undefined {
  const edit = editConfig(text, VITEST_LISTS)
  return edit.kind === 'edited' ? edit.text : undefined
}

describe('a configuration of the runner is edited where it needs to be, and nowhere else', () => {
  test('lists are added to, comments and layout stay', () => {
    const before = `import { defineConfig } from 'vitest/config'

// why
export default defineConfig({
  test: {
    globals: true, // yes
    setupFiles: [
      './a.ts', // first
    ],
    reporters: ['dot', ['json', { a: 1 }]],
  },
})
`
    const after = before
      .replace("'./a.ts'", "'rewind/vitest', './a.ts'")
      .replace('{ a: 1 }]', "{ a: 1 }], 'rewind/reporter'")
    expect(edited(before)).toBe(after)
    expect(edited(after)).toBe(after)
  })

  test('what is missing is made, in objects of one line and of several', () => {
    expect(edited('export default defineConfig({})')).toBe(
      "export default defineConfig({ test: { reporters: ['default', 'rewind/reporter'], setupFiles: ['rewind/vitest'] } })",
    )
    expect(edited('export default {\n  test: {\n    globals: true,\n  },\n}')).toBe(
      "export default {\n  test: {\n    reporters: ['default', 'rewind/reporter'],\n    setupFiles: ['rewind/vitest'],\n    globals: true,\n  },\n}",
    )
    expect(edited("export default { test: { setupFiles: './a.ts', reporters: 'dot' } }")).toBe(
      "export default { test: { setupFiles: ['rewind/vitest', './a.ts'], reporters: ['dot', 'rewind/reporter'] } }",
    )
  })

  test('through names, functions, calls and types', () => {
    const list = "{ setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] }"
    const done = (frame: string): string => frame.replace('LIST', `{ test: ${list} }`)
    const frames = [
      'const config: UserConfig = LIST\nexport default config',
      'module.exports = LIST',
      'export default LIST satisfies UserConfig',
      'export default defineConfig(() => (LIST))',
      'export default defineConfig(async () => {\n  const a = 1\n  return LIST\n})',
      'export default mergeConfig(base, defineConfig(LIST))',
      'function config() { return LIST }\nexport default config()',
    ]
    for (const frame of frames.slice(0, 6)) expect(edited(done(frame))).toBe(done(frame))
    expect(edited('export default defineConfig({ ...base })')).toBeUndefined()
    expect(edited('export default makeConfig(1)')).toBeUndefined()
    expect(edited('export default { test: { setupFiles: files, reporters: [] } }')).toBeUndefined()
  })
})

describe('rewind init', () => {
  test('sets a project of Vitest up, with git; a second time there is nothing to do', async () => {
    await using project = createRecordedProject({
      'package.json': '{ "name": "a", "type": "module", "devDependencies": { "vitest": "^5.0.0" } }',
      'vitest.config.ts':
        "import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { globals: true } })\n",
      'test/a.test.ts': "test('passes', () => {})",
    })
    await git(project, 'init', '-q')
    const dry = await project.rewind('init', '--dry-run')
    expect(dry.stdout).toContain('vitest.config.ts would be changed: rewind, and its reporter')
    expect(project.read('vitest.config.ts')).not.toContain('rewind')
    const first = await project.rewind('init')
    expect(first.exitCode, first.output).toBe(0)
    expect(project.read('vitest.config.ts')).toContain("setupFiles: ['rewind/vitest']")
    expect(project.read('.gitattributes')).toBe(
      'cassettes/**/*.yaml text eol=lf diff=rewind merge=rewind\ncassettes/**/.files/* binary\n',
    )
    expect((await git(project, 'config', 'merge.rewind.driver')).stdout).toBe('npx rewind merge-driver %O %A %B\n')
    const run = await project.vitest(['run'])
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).toContain('no LLM calls captured')
    const second = await project.rewind('init')
    expect(second.stdout).toContain('nothing had to be changed')
    expect(project.read('vitest.config.ts').match(/rewind\/vitest/g)).toHaveLength(1)
  })

  test('makes a configuration where there is none; projects of Vitest get the plugin', async () => {
    await using project = createRecordedProject({
      'package.json': '{ "name": "a", "type": "module", "devDependencies": { "jest": "^30.0.0" } }',
    })
    await runProcess('rm', ['vitest.config.ts'], { cwd: project.root, variables: {} })
    await project.rewind('init')
    expect(project.read('jest.config.js')).toBe(
      "export default { setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter'] }\n",
    )
    project.write('vitest.config.ts', "export default { test: { projects: ['packages/*'] } }\n")
    await project.rewind('init', '--runner', 'vitest')
    expect(project.read('vitest.config.ts')).toBe(
      "import { rewind } from 'rewind/plugin'\nexport default { plugins: [rewind()], test: { projects: ['packages/*'] } }\n",
    )
  })

  test('edits the options of Jest in package.json, with its indentation', async () => {
    await using project = createRecordedProject({
      'package.json': '{\n\t"name": "a",\n\t"jest": {\n\t\t"reporters": ["default"]\n\t}\n}\n',
    })
    await runProcess('rm', ['vitest.config.ts'], { cwd: project.root, variables: {} })
    await project.rewind('init')
    expect(parseJson(project.read('package.json'))).toEqual({
      name: 'a',
      jest: { reporters: ['default', 'rewind/jest-reporter'], setupFilesAfterEnv: ['rewind/jest'] },
    })
    expect(project.read('package.json')).toContain('\n\t"name"')
  })

  test('says what is to be done by hand, and exits with 1', async () => {
    await using project = createRecordedProject({ 'vitest.config.ts': 'export default makeConfig()\n' })
    const { exitCode, stdout } = await project.rewind('init', '--json')
    expect(exitCode).toBe(1)
    expect(parseJson(stdout)).toMatchObject({
      version: 1,
      steps: [{ file: 'vitest.config.ts', change: 'by-hand', remedy: expect.stringContaining('setupFiles') }],
    })
  })

  test('adds a job for CI and the schema for VS Code only where they are asked for', async () => {
    await using project = createRecordedProject({ '.vscode/settings.json': '{ "a": 1 }' })
    await project.rewind('init', '--ci', '--vscode')
    expect(project.read('.github/workflows/rewind.yml')).toContain('npx rewind diff --markdown')
    expect(parseJson(project.read('.vscode/settings.json'))).toEqual({
      a: 1,
      'yaml.schemas': { './node_modules/rewind/cassette.schema.json': 'cassettes/**/*.yaml' },
    })
  })

  test('without a runner it says so', async () => {
    await using project = createRecordedProject()
    await runProcess('rm', ['vitest.config.ts'], { cwd: project.root, variables: {} })
    const { exitCode, stderr } = await project.rewind('init')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('package.json names neither Vitest, Jest, Mocha nor node:test')
  })
})
