import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

test('bash completes commands, and the flags of each', async () => {
  await using project = createRecordedProject()
  const { stdout, exitCode } = await project.rewind('completion', 'bash')
  expect(exitCode).toBe(0)
  writeFileSync(join(project.root, 'rewind.bash'), stdout)
  const complete = (...words: readonly string[]): Promise<readonly string[]> => completeLine(['rewind', ...words])
  const completeLine = async (words: readonly string[]): Promise<readonly string[]> => {
    const list = words.map((word) => `'${word}'`).join(' ')
    const script = `source ./rewind.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _rewind; printf '%s\\n' "\${COMPREPLY[@]}"`
    const run = await runProcess('bash', ['-c', script], { cwd: project.root, variables: {} })
    return run.stdout.split('\n').filter((word) => word !== '')
  }
  expect(await complete('do')).toEqual(['doctor'])
  expect(await complete('')).toEqual(expect.arrayContaining(['list', 'show', 'import', 'init', 'completion']))
  expect(await complete('list', '--s')).toEqual(['--sort'])
  expect(await complete('import', '--')).toEqual(expect.arrayContaining(['--dry-run', '--format', '--json', '--help']))
  expect(await complete('list', 'cass')).toEqual([])
  expect(await complete('help', 'do')).toEqual(['doctor'])
  expect(await completeLine(['npx', 'rewind', 'list', '--s'])).toEqual(['--sort'])
  expect(await completeLine(['npx', 're'])).toEqual([])
})

test('zsh and fish get scripts of their own; other shells are refused with the nearest', async () => {
  await using project = createRecordedProject()
  const zsh = await project.rewind('completion', 'zsh')
  expect(zsh.stdout).toContain("'--dry-run:say what would be imported, and write nothing'")
  expect(zsh.stdout).toMatch(/^ {2}compdef _rewind rewind$/m)
  const fish = await project.rewind('completion', 'fish')
  expect(fish.stdout).toContain("complete -c $program -n '__rewind_at import' -l dry-run -d")
  const other = await project.rewind('completion', 'zhs')
  expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean zsh?') })
})
