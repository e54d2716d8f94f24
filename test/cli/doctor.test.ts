import { expect, test } from 'vitest'

import { isRecord } from '../../src/text/is-record.ts'
import { parseJson } from '../helpers/json-value.ts'
import { chatCall, createRecordedProject, type RecordedProject } from '../helpers/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

async function kindsIn(
  project: RecordedProject,
): Promise<{ readonly kinds: unknown; readonly exitCode: number | null }> {
  const { stdout, exitCode } = await project.rewind('doctor', '--json')
  const report = parseJson(stdout)
  const findings = isRecord(report) && Array.isArray(report['findings']) ? report['findings'] : []
  return {
    exitCode,
    kinds: findings.map((finding: unknown) =>
      isRecord(finding) ? `${String(finding['file'])} ${String(finding['kind'])}` : '',
    ),
  }
}

async function initGit(project: RecordedProject): Promise<void> {
  await runProcess('git', ['init', '-q'], { cwd: project.root, variables: {} })
}

test('a project that is set up is told nothing', async () => {
  await using project = createRecordedProject({ '.gitattributes': 'cassettes/**/*.yaml text eol=lf\n' })
  await initGit(project)
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  expect(await project.rewind('doctor')).toMatchObject({ exitCode: 0, stdout: 'nothing is wrong with the set-up\n' })
})

test('advice is no error', async () => {
  await using project = createRecordedProject()
  await initGit(project)
  expect(await kindsIn(project)).toEqual({ exitCode: 0, kinds: ['.gitattributes advice', 'cassettes advice'] })
})

test('a runner that does not load rewind, and cassettes that git ignores, are errors with file and line', async () => {
  await using project = createRecordedProject({
    'vitest.config.ts': 'export default { test: {} }\n',
    '.gitignore': 'node_modules\ncassettes\n',
    '.gitattributes': 'cassettes/**/*.yaml text eol=lf\n',
    '.rewind/last-run.json': '{}',
  })
  await initGit(project)
  await runProcess('git', ['add', '-f', '.rewind'], { cwd: project.root, variables: {} })
  project.record('cassettes/a.test.ts/one.yaml', 'one', [chatCall('One', '1')])
  expect(await kindsIn(project)).toEqual({
    exitCode: 1,
    kinds: ['vitest.config.ts not-set-up', '.gitignore ignored', '.rewind committed'],
  })
  expect((await project.rewind('doctor')).stdout).toContain('.gitignore:2 ignored git ignores cassettes/')
})

test('a configuration and a cassette that cannot be read are errors', async () => {
  await using broken = createRecordedProject({ 'rewind.config.json': '{ "modus": 1 }', '.gitattributes': 'cassettes' })
  await initGit(broken)
  expect(await kindsIn(broken)).toEqual({ exitCode: 1, kinds: ['rewind.config configuration'] })
  await using newer = createRecordedProject({
    'cassettes/a.yaml': 'rewind: 99\ntest: a\n',
    '.gitattributes': 'cassettes',
  })
  await initGit(newer)
  expect(await kindsIn(newer)).toEqual({ exitCode: 1, kinds: ['cassettes/a.yaml unreadable'] })
})
