import { readLastRun } from '../../cassette/disk/last-run.ts'
import { outdatedSessions } from '../../cassette/disk/unfinished.ts'
import type { Mode } from '../../decide.ts'
import { textOption, type CommandInput, type CommandResult } from '../command.ts'
import type { TestRunReport } from '../json-reports.ts'
import { explainNoTest } from './explain-no-test.ts'
import { explainMissingKeys } from './missing-keys.ts'
import { runChild } from './run-child.ts'
import { runProgram } from './run-program.ts'
import { runnerCommand } from './runner-command.ts'

/** Exit codes from this one on are those of processes that a signal has ended. */
const SIGNALED = 128

/**
 * Runs tests in a mode. What the runner says is shown as it comes.
 *
 * @returns exit code 1 where the runner failed
 * @throws {RewindUsageError} when no runner is installed, or a name was given and no test of it made a call
 * @throws {RewindError} when the report of the run cannot be written
 */
export async function runTests(input: CommandInput, mode: Mode): Promise<CommandResult> {
  const { project } = input
  const wanted = textOption(input, 'testName')
  const program = input.words.length === 0 && wanted === undefined ? lastProgram(input) : []
  if (program.length > 0) return runProgram({ ...input, words: program, options: { ...input.options, mode } })
  if (mode === 'record') sayMissingKeys(input)
  const exitCode = await runToTheEnd(input, mode)
  const tests = readLastRun(project.root)?.tests ?? []
  if (wanted !== undefined && tests.length === 0) throw explainNoTest(wanted, input)
  const json: TestRunReport = {
    version: 1,
    mode,
    exitCode,
    tests: tests.map(({ name, file, cassette, recorded, diverged }) => ({
      name,
      file,
      cassette,
      recorded,
      diverged,
    })),
  }
  return { exit: exitCode === 0 ? 0 : 1, json, text: () => '' }
}

// What its client says otherwise shows when a session is under way, too late to record it: the next run does.
async function runToTheEnd(input: CommandInput, mode: Mode): Promise<number> {
  const { root } = input.project
  const before = outdatedSessions(root)
  const exitCode = await runOnce(input, mode)
  const isOutdated = [...outdatedSessions(root)].some((session) => !before.has(session))
  if (mode !== 'update' || !isOutdated || exitCode >= SIGNALED) return exitCode
  process.stderr.write('\nrewind  a WebSocket session changed: its tests run once more, to record it\n')
  return runOnce(input, mode)
}

function sayMissingKeys(input: CommandInput): void {
  const tests = { files: input.words, name: textOption(input, 'testName') }
  for (const line of explainMissingKeys(input.project, tests)) process.stderr.write(`rewind  ${line}\n`)
}

// `rewind run` started it: nothing less is known to make the calls of its tests.
function lastProgram({ project }: CommandInput): readonly string[] {
  const last = readLastRun(project.root)
  return last?.runner === 'run' ? last.parameters : []
}

async function runOnce(input: CommandInput, mode: Mode): Promise<number> {
  const { project, words } = input
  const { program, parameters, runner, cwd, variables } = runnerCommand(project, {
    files: words,
    name: textOption(input, 'testName'),
  })
  const isJson = input.options['json'] === true
  // Its process that starts the others loads nothing of rewind: this one collects what they report.
  const start = { runner, cwd, parameters: parameters.filter((word) => word !== '--test'), nodeOptions: '' } as const
  const run = runner === 'node-test' ? input.collectRun({ start }) : undefined
  const exitCode = await runChild({
    program,
    parameters,
    cwd,
    variables: { ...variables, REWIND_MODE: mode },
    isJson,
  })
  const published = await run?.publish()
  if (published?.error !== undefined) throw published.error
  return exitCode
}
