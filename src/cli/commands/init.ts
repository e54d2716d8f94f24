import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { messageOf } from '../../errors.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath } from '../../text/relative-path.ts'
import { textOption, type Command, type CommandInput, type CommandResult } from '../command.ts'
import { git } from '../diff/git.ts'
import { setUpCi, setUpEditor } from '../init/set-up-extras.ts'
import { setUpGit } from '../init/set-up-git.ts'
import { SET_UP_NAMES, setUpRunner, type SetUpName } from '../init/set-up-runner.ts'
import type { Step } from '../init/step.ts'
import type { InitReport } from '../json-reports.ts'
import type { Project } from '../project.ts'
import { findRunners, findWorkspace } from '../set-up/find-runners.ts'
import { MANIFEST, readManifest } from '../set-up/manifest.ts'
import { RUNNERS } from '../set-up/runners.ts'
import type { Terminal } from '../terminal.ts'
import { RewindUsageError } from '../usage-error.ts'

export const initCommand: Command = {
  name: 'init',
  description: 'Set rewind up in this project: the runner, and git.',
  options: [
    ['--runner <name>', 'vitest, jest, mocha or node-test; by default those that the project uses'],
    ['--ci', 'add a job for GitHub Actions'],
    ['--vscode', 'tell VS Code which schema cassettes have'],
    ['--dry-run', 'say what would be done, and do nothing'],
    ['--yes', 'do not ask'],
  ],
  examples: [
    ['init', 'asks before it writes, on a terminal'],
    ['init --dry-run', 'shows what it would do'],
    ['init --runner jest --ci --yes', 'with a job for CI'],
  ],
  run: init,
}

async function init(input: CommandInput): Promise<CommandResult> {
  const { project, options, terminal } = input
  const steps = plan(input)
  const isOpen = steps.some(({ change }) => change.kind === 'write' || change.kind === 'git-config')
  const isAsking = terminal.isInteractive && options['yes'] !== true && options['json'] !== true
  const isDry = options['dryRun'] === true || (isOpen && isAsking && !(await agrees(steps, terminal)))
  if (!isDry) for (const step of steps) apply(project, step)
  const json: InitReport = {
    version: 1,
    steps: steps.map(({ file, what, change }) => ({
      file,
      what,
      change: change.kind === 'git-config' ? 'write' : change.kind,
      ...(change.kind === 'by-hand' ? { remedy: change.remedy } : {}),
    })),
  }
  const exit = steps.some(({ change }) => change.kind === 'by-hand') ? 1 : 0
  return { exit, json, text: () => explain(steps, { terminal, isDry }) }
}

function plan(input: CommandInput): readonly Step[] {
  const { project, options } = input
  const runners = runnersOf(input)
  const [first = 'vitest'] = runners
  const steps: Step[] = [...runners.map((runner) => setUpRunner(project, runner)), ...setUpGit(project)]
  if (options['vscode'] === true) steps.push(setUpEditor(project))
  if (options['ci'] === true) steps.push(setUpCi(project, first))
  return steps
}

function runnersOf(input: CommandInput): readonly SetUpName[] {
  const { project } = input
  const state = readManifest(project)
  if (state.kind === 'broken') {
    throw new RewindUsageError({
      summary: `${MANIFEST}:${state.line} is not JSON: ${state.why}`,
      remedy: 'correct it, and run npx rewind init again',
    })
  }
  const name = textOption(input, 'runner')
  const chosen = SET_UP_NAMES.filter((one) => one === name)
  if (chosen.length > 0) return chosen
  if (name !== undefined) {
    const nearest = nearestWord(name, SET_UP_NAMES)
    throw new RewindUsageError({
      summary: `--runner takes vitest, jest, mocha or node-test, but is ${JSON.stringify(name)}${didYouMean(nearest)}`,
      remedy: `npx rewind init --runner ${nearest ?? 'vitest'}`,
    })
  }
  const found = findRunners(project)
  const known = SET_UP_NAMES.filter((one) => found.includes(one))
  if (known.length > 0) return known
  throw found.includes('playwright') ? explainPlaywright() : explainNoRunner(project)
}

function explainPlaywright(): RewindUsageError {
  return new RewindUsageError({
    summary: 'Playwright is set up in the code of its tests, with the fixture of rewind/playwright',
    remedy: `test = base.extend(rewind), and ${RUNNERS.playwright.lines}`,
  })
}

function explainNoRunner(project: Project): RewindUsageError {
  const workspace = findWorkspace(project)
  if (workspace !== undefined) {
    const folder = relativePath(project.root, workspace)
    return new RewindUsageError({
      summary: `the tests of this package are run from ${folder}, which has the runner`,
      remedy: `cd ${quoteWord(folder)} && npx rewind init`,
    })
  }
  return new RewindUsageError({
    summary: 'package.json names neither Vitest, Jest, Mocha nor node:test, and there is no configuration of them',
    remedy: 'npm install --save-dev vitest, or name one: npx rewind init --runner node-test',
  })
}

async function agrees(steps: readonly Step[], terminal: Terminal): Promise<boolean> {
  process.stdout.write(`${explain(steps, { terminal, isDry: true })}\n`)
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await prompt.question('Do this? [Y/n] ')
    return /^(?:y|yes)?$/iu.test(answer.trim())
  } finally {
    prompt.close()
  }
}

function apply({ root }: Project, { file, change }: Step): void {
  switch (change.kind) {
    case 'same':
    case 'by-hand':
      return
    case 'git-config':
      for (const [name, value] of change.values) git(root, ['config', name, value])
      return
    case 'write':
      write(root, file, change.content)
      return
    default:
      change satisfies never
  }
}

function write(root: string, file: string, content: string): void {
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), content)
  } catch (error) {
    throw new RewindUsageError({
      summary: `${file} cannot be written: ${messageOf(error)}`,
      remedy: 'make it writable; what was written before stays, and npx rewind init goes on from there',
      cause: error,
    })
  }
}

function explain(
  steps: readonly Step[],
  { terminal, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): string {
  const lines = steps.flatMap((step) => explainStep(step, { terminal, isDry }))
  return [...lines, '', explainNext(steps, isDry)].join('\n')
}

function explainNext(steps: readonly Step[], isDry: boolean): string {
  if (steps.every(({ change }) => change.kind === 'same')) return 'nothing had to be changed'
  if (isDry) return 'nothing was written'
  return steps.some(({ change }) => change.kind === 'by-hand')
    ? 'next  do by hand what is said above, and then run your tests'
    : 'next  run your tests'
}

function explainStep(
  { file, what, change }: Step,
  { terminal: { paint }, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): readonly string[] {
  const place = paint('bold', file)
  switch (change.kind) {
    case 'same':
      return [`${place} has ${what}`]
    case 'git-config':
      return [`${place} ${isDry ? 'would get' : 'got'} ${what}`]
    case 'write':
      return [`${place} ${isDry ? 'would be' : 'was'} ${change.isNew ? 'made' : 'changed'}: ${what}`]
    case 'by-hand':
      return [`${place} ${paint('yellow', 'by hand')}: ${change.why}`, `  fix  ${change.remedy}`]
    default:
      return change satisfies never
  }
}
