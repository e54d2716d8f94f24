import { createInterface } from 'node:readline/promises'

import type { Command, CommandInput, CommandResult } from '../command.ts'
import { applyStep } from '../init/apply-step.ts'
import { chooseRunners } from '../init/choose-runners.ts'
import { renderSteps } from '../init/render-steps.ts'
import { setUpCi, setUpEditor } from '../init/set-up-extras.ts'
import { setUpGit } from '../init/set-up-git.ts'
import { setUpRunner } from '../init/set-up-runner.ts'
import type { Step } from '../init/step.ts'
import type { InitReport } from '../json-reports.ts'
import type { Terminal } from '../terminal.ts'

/** `rewind init`. */
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
  if (!isDry) for (const step of steps) applyStep(project, step)
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
  return { exit, json, text: () => renderSteps(steps, { terminal, isDry }) }
}

function plan(input: CommandInput): readonly Step[] {
  const { project, options } = input
  const runners = chooseRunners(input)
  const [first = 'vitest'] = runners
  const steps: Step[] = [...runners.map((runner) => setUpRunner(project, runner)), ...setUpGit(project)]
  if (options['vscode'] === true) steps.push(setUpEditor(project))
  if (options['ci'] === true) steps.push(setUpCi(project, first))
  return steps
}

async function agrees(steps: readonly Step[], terminal: Terminal): Promise<boolean> {
  process.stdout.write(`${renderSteps(steps, { terminal, isDry: true })}\n`)
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await prompt.question('Do this? [Y/n] ')
    return /^(?:y|yes)?$/iu.test(answer.trim())
  } finally {
    prompt.close()
  }
}
