import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'

import { RewindError } from '../../errors.ts'
import { nearestWord } from '../../text/nearest-word.ts'
import { textOption, type CommandInput, type CommandResult } from '../command.ts'
import type { ProgramReport } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'

/** The module that processes load first: beside this one in what is published. */
const PRELOAD = new URL('register.js', import.meta.url)
/** Runtimes whose traffic cannot be intercepted, by their programs. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['bun', 'Bun'],
  ['bunx', 'Bun'],
  ['deno', 'Deno'],
])
const MODES = ['replay', 'update', 'record', 'strict', 'off'] as const
/** What a terminal, or who started this process, sends to end it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a program with recording in it. What it says is shown as it comes.
 *
 * @returns its exit code; 1 where that is 0 and a request diverged, though the program made nothing of it
 * @throws {RewindError} `REWIND_RUNNER` for a runtime that cannot be intercepted, `REWIND_USAGE` for a program that
 *   cannot be started
 */
export async function runProgram(input: CommandInput): Promise<CommandResult> {
  const [program = '', ...parameters] = input.words
  assertNode(program)
  const { project } = input
  const isJson = input.options['json'] === true
  const start = { runner: 'run', cwd: project.cwd, parameters: input.words, nodeOptions: '' } as const
  const run = input.collectRun({ start, stream: isJson ? process.stderr : process.stdout })
  const exitCode = await runToEnd(input, { program, parameters, isJson })
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

interface Program {
  readonly program: string
  readonly parameters: readonly string[]
  readonly isJson: boolean
}

function runToEnd(input: CommandInput, { program, parameters, isJson }: Program): Promise<number> {
  const isWindows = process.platform === 'win32'
  const words = isWindows ? [program, ...parameters].map(quoteForCmd) : [program, ...parameters]
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd: input.project.cwd,
    env: { ...process.env, ...variablesFor(input) },
    // npm and what it installs are scripts of the shell there.
    shell: isWindows,
    // The one document has stdout for itself.
    stdio: ['inherit', isJson ? process.stderr : 'inherit', 'inherit'],
  })
  // A terminal sends to the child as well; what only this process gets is passed on. It ends when the child has.
  const passOn = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, passOn)
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(explainStart(program, cause)))
    child.once('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
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

// As cmd.exe reads a word: https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
function quoteForCmd(word: string): string {
  return /^[\w./:\\=@-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`
}

function explainStart(program: string, cause: Error): RewindUsageError {
  return new RewindUsageError({
    summary: `${program} cannot be started: ${cause.message}`,
    remedy: 'name a program that the shell finds, such as: npx rewind run -- npm test',
    cause,
  })
}
