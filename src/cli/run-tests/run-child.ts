import { spawn } from 'node:child_process'
import { constants } from 'node:os'

import { RewindUsageError } from '../usage-error.ts'

/** A program that a command runs to its end. */
export interface Child {
  readonly program: string
  readonly parameters: readonly string[]
  readonly cwd: string
  /** Beside those of this process. */
  readonly variables: Readonly<Record<string, string>>
  /** Whether the shell of Windows has to find it: there, npm and what it installs are scripts of that shell. */
  readonly mayBeScript: boolean
  /** Whether stdout is for the one JSON document: what the program prints goes to stderr then. */
  readonly isJson: boolean
}

/** What a terminal, or who started this process, sends to end it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a program. What it prints is shown as it comes, and signals that end this process are passed on to it: a test
 * runner that went on would go on paying.
 *
 * @returns its exit code; 128 and the number of the signal that ended it
 * @throws {RewindUsageError} when it cannot be started
 */
export function runChild({ program, parameters, cwd, variables, mayBeScript, isJson }: Child): Promise<number> {
  const shell = mayBeScript && process.platform === 'win32'
  const words = shell ? [program, ...parameters].map(quoteForCmd) : [program, ...parameters]
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd,
    env: { ...process.env, ...variables },
    shell,
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
