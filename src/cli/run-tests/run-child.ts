import { constants } from 'node:os'

import { RewindUsageError } from '../usage-error.ts'

/** A program that a command runs to its end. */
export interface Child {
  readonly program: string
  readonly parameters: readonly string[]
  readonly cwd: string
  /** Beside those of this process. */
  readonly variables: Readonly<Record<string, string>>
  /** Whether stdout is for the one JSON document: what the program prints goes to stderr then. */
  readonly isJson: boolean
}

/** What a terminal, or who started this process, sends to end it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a program, on Windows also one that is a script of its shell, as npm and what it installs are. What it prints is
 * shown as it comes, and signals that end this process are passed on to it: a test runner that went on would go on
 * paying.
 *
 * @returns its exit code; 128 and the number of the signal that ended it
 * @throws {RewindUsageError} when it cannot be started
 */
export async function runChild({ program, parameters, cwd, variables, isJson }: Child): Promise<number> {
  const { default: spawn } = await import('cross-spawn')
  const child = spawn(program, [...parameters], {
    cwd,
    env: { ...process.env, ...variables },
    stdio: ['inherit', isJson ? process.stderr : 'inherit', 'inherit'],
  })
  // A terminal sends to the child as well; what only this process gets is passed on. It ends when the child has.
  const passOn = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, passOn)
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(explainStart(program, cause)))
    child.once('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

function explainStart(program: string, cause: Error): RewindUsageError {
  return new RewindUsageError({
    summary: `${program} cannot be started: ${cause.message}`,
    remedy: 'name a program that the shell finds, such as: npx rewind run -- npm test',
    cause,
  })
}
