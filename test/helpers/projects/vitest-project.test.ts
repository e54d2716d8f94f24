import { existsSync } from 'node:fs'

import { expect, test } from 'vitest'

import { createVitestProject } from './vitest-project.ts'

const PASSES = `import { expect, test } from 'vitest'
test('passes', () => expect(1).toBe(1))
`

test('a project runs its tests in Vitest 5', async () => {
  await using project = createVitestProject({ 'a.test.ts': PASSES })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
  expect(output).toMatch(/RUN {2}v5\./)
})

test('a project runs its tests in Vitest 4', async () => {
  await using project = createVitestProject({ 'a.test.ts': PASSES }, { vitest: 4 })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(0)
  expect(output).toMatch(/RUN {2}v4\.1\.12/)
})

test('a failing test shows in the exit code', async () => {
  await using project = createVitestProject({ 'a.test.ts': PASSES.replace('toBe(1)', 'toBe(2)') })
  const { exitCode, output } = await project.vitest()
  expect(exitCode, output).toBe(1)
  expect(output).toContain('AssertionError')
})

test('variables of the machine that steer rewind do not reach a project, given ones do', async () => {
  process.env['REWIND_MODE'] = 'off'
  await using project = createVitestProject({
    'show.mjs': `console.log(process.env.REWIND_MODE, process.env.REWIND_TIMING)`,
  })
  const { stdout } = await project.node(['show.mjs'], { REWIND_TIMING: '10' })
  delete process.env['REWIND_MODE']
  expect(stdout).toBe('undefined 10\n')
})

test('rewind is installed as a package is, not linked', async () => {
  await using project = createVitestProject({ 'where.mjs': `console.log(import.meta.resolve('rewind/vitest'))` })
  const { stdout } = await project.node(['where.mjs'])
  expect(stdout.trim()).toMatch(/\/node_modules\/rewind\/dist\/vitest\.js$/)
})

test('a project is gone after its test', async () => {
  const root = await (async () => {
    await using project = createVitestProject({})
    return project.root
  })()
  expect(existsSync(root)).toBe(false)
})
