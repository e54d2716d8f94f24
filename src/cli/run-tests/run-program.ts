import { basename } from 'node:path'

import { MODES } from '../../decide.ts'
import { RewindError } from '../../errors.ts'
import { nearestWord } from '../../text/nearest-word.ts'
import { textOption, type CommandInput, type CommandResult } from '../command.ts'
import type { ProgramReport } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'
import { runChild } from './run-child.ts'

/** The module that processes load first: beside this one in what is published. */
const PRELOAD = new URL('register.js', import.meta.url)
/** Runtimes whose traffic cannot be intercepted, by their programs. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['bun', 'Bun'],
  ['bunx', 'Bun'],
  ['deno', 'Deno'],
])

/**
 * Runs a program with recording in it. What it says is shown as it comes.
 *
 * @returns its exit code; 1 where that is 0 and a request diverged, though the program made nothing of it
 * @throws {RewindError} `REWIND_RUNNER` for a runtime that cannot be intercepted, `REWIND_USAGE` for a program that
 *   cannot be started
 */
export async function runProgram(input: CommandInput): Promise<CommandResult> {
  const [program = '', ...parameters] = input.words
  if (program === '') {
    const remedy = 'name the program, such as: npx rewind run -- npm test'
    throw new RewindUsageError({ summary: 'the name of the program is empty', remedy })
  }
  assertNode(program)
  const { project } = input
  const isJson = input.options['json'] === true
  const start = { runner: 'run', cwd: project.cwd, parameters: input.words, nodeOptions: '' } as const
  const run = input.collectRun({ start })
  const { cwd } = project
  const exitCode = await runChild({
    program,
    parameters,
    cwd,
    variables: variablesFor(input),
    isJson,
  })
  const { error, diverged = 0 } = (await run?.publish()) ?? {}
  if (error !== undefined) throw error
  const json: ProgramReport = { version: 1, exitCode, diverged }
  return { exit: exitCode === 0 && diverged > 0 ? 1 : exitCode, json, text: () => '' }
}

function assertNode(program: string): void {
  const name = OTHERS.get(basename(program).replace(/\.(?:exe|cmd)$/i, ''))
  if (name === undefined) return
  throw new RewindError('REWIND_RUNNER', {
    summary: `rewind cannot intercept the traffic of ${name}: it records and replays in Node.js only`,
    remedy: 'run this with Node.js instead, such as: npx rewind run -- node --test',
  })
}

function variablesFor(input: CommandInput): Readonly<Record<string, string>> {
  const mode = textOption(input, 'mode')
  if (mode !== undefined && !MODES.some((known) => known === mode)) {
    throw new RewindUsageError({
      summary: `--mode is ${JSON.stringify(mode)}, and must be one of ${MODES.join(', ')}`,
      remedy: `npx rewind run --mode ${nearestWord(mode, MODES) ?? 'replay'} -- ${input.words.join(' ')}`,
    })
  }
  const { NODE_OPTIONS = '' } = process.env
  return {
    NODE_OPTIONS: `${NODE_OPTIONS} --import=${PRELOAD.href}`.trim(),
    ...(mode === undefined ? {} : { REWIND_MODE: mode }),
  }
}
