import { spawn } from 'node:child_process'

import { patient } from './patience.ts'

/** A finished process. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both, for messages. */
  readonly output: string
}

const TIME_LIMIT_MS = 55_000
const CLEARED = /^(?:CI|GITHUB_.*|REWIND_.*|VITEST.*|NODE_OPTIONS|.*_API_KEY|HF_TOKEN|CLAUDE.*|AI_AGENT|TEST|NODE_ENV)$/

/**
 * Runs a program, bounded in time. CI, keys and REWIND_ variables are unset unless given.
 *
 * @param program - its path
 * @param parameters - its parameters
 * @param place - its folder, and variables beside those of this process
 * @returns what it printed, and its exit code
 */
export function runProcess(
  program: string,
  parameters: readonly string[],
  place: {
    readonly cwd: string
    readonly variables: Readonly<Record<string, string>>
    /** After so many milliseconds it is killed, and has no exit code. */
    readonly limitMs?: number
    /** The id of the user that it runs as; where only root may say so, that of these tests. */
    readonly user?: number
  },
): Promise<Finished> {
  const kept = Object.entries(process.env).filter(([name]) => !CLEARED.test(name))
  const child = spawn(program, parameters, {
    cwd: place.cwd,
    env: { ...Object.fromEntries(kept), NO_COLOR: '1', ...place.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patient(place.limitMs ?? TIME_LIMIT_MS),
    killSignal: 'SIGKILL',
    ...(place.user === undefined ? {} : { uid: place.user }),
  })
  let stdout = ''
  let stderr = ''
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr, output }))
  })
}
