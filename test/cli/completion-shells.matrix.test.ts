import { describe, expect, test } from 'vitest'

import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { runProcess } from '../helpers/run-process.ts'

async function projectWith(shell: 'zsh' | 'fish'): Promise<RecordedProject> {
  const project = createRecordedProject({ 'recordings/a.har': '' })
  project.write(`script.${shell}`, (await project.rewind('completion', shell)).stdout)
  return project
}

/** What fish offers for an unfinished line. */
async function completeInFish(project: RecordedProject, line: string): Promise<readonly string[]> {
  const { stdout, output, exitCode } = await runProcess(
    'fish',
    ['--no-config', '-c', `source script.fish; complete -C '${line}'`],
    { cwd: project.root, variables: {} },
  )
  expect(exitCode, output).toBe(0)
  return stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.split('\t')[0] ?? '')
}

/** Types a line and a tab in an interactive zsh, in a terminal of its own, and prints what the line is then. */
const TYPE_IN_ZSH = `
zmodload zsh/zpty
zpty typed zsh -f -i
zpty -w typed "unset zle_bracketed_paste; $1"
zpty -w typed 'keep() { print -r -- "$BUFFER" > ./typed; exit }; zle -N keep; bindkey "^X" keep'
zpty -w -n typed "$2"$'\\t\\x18'
while zpty -r typed chunk; do shown+=$chunk; done
cat ./typed || print -r -- $shown
`

async function completeInZsh(project: RecordedProject, setUp: string, line: string): Promise<string> {
  const run = await runProcess('zsh', ['-f', '-c', TYPE_IN_ZSH, 'zsh', setUp, line], {
    cwd: project.root,
    variables: { HOME: project.root, TERM: 'dumb' },
  })
  return run.stdout.trimEnd()
}

describe('fish completes', () => {
  test('commands, flags of the command, and files', async () => {
    await using project = await projectWith('fish')
    expect(await completeInFish(project, 'rewind do')).toEqual(['doctor'])
    expect(await completeInFish(project, 'npx rewind do')).toEqual(['doctor'])
    expect(await completeInFish(project, 'npx --yes rewind list --s')).toEqual(['--sort'])
    expect(await completeInFish(project, 'rewind import --dr')).toEqual(['--dry-run'])
    expect(await completeInFish(project, 'rewind show import --dr')).toEqual([])
    expect(await completeInFish(project, 'rewind import rec')).toEqual(['recordings/'])
    expect(await completeInFish(project, 'rewind help do')).toEqual(['doctor'])
    expect(await completeInFish(project, 'npx do')).not.toContain('doctor')
  })
})

describe('zsh completes', () => {
  test('commands, flags of the command, and files', async () => {
    await using project = await projectWith('zsh')
    const setUp = 'autoload -Uz compinit; compinit -u -D; source ./script.zsh'
    expect(await completeInZsh(project, setUp, 'rewind do')).toBe('rewind doctor')
    expect(await completeInZsh(project, setUp, 'npx rewind do')).toBe('npx rewind doctor')
    expect(await completeInZsh(project, setUp, 'rewind list --s')).toBe('rewind list --sort')
    expect(await completeInZsh(project, setUp, 'rewind help do')).toBe('rewind help doctor')
    expect(await completeInZsh(project, setUp, 'rewind import rec')).toBe('rewind import recordings/')
  })

  test('also where its completion was not set up before, and as a file of fpath', async () => {
    await using project = await projectWith('zsh')
    expect(await completeInZsh(project, 'source ./script.zsh', 'rewind do')).toBe('rewind doctor')
    project.write('functions/_rewind', project.read('script.zsh'))
    const fpath = 'fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D'
    expect(await completeInZsh(project, fpath, 'rewind do')).toBe('rewind doctor')
  })
})
