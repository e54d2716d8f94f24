import { spawnSync } from 'node:child_process'

import { quoteWord } from '../../text/quote-word.ts'
import { RewindUsageError } from '../usage-error.ts'

const LARGEST = 1024 * 1024 * 1024

/**
 * Runs git.
 *
 * @returns what it printed
 * @throws {RewindUsageError} when it is not there, or refuses
 */
export function git(folder: string, words: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, '-c', 'core.quotePath=false', ...words], {
    input,
    maxBuffer: LARGEST,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (error !== undefined) {
    throw new RewindUsageError({
      summary: `git cannot be run: ${error.message}`,
      remedy: 'install git',
      cause: error,
    })
  }
  if (status === 0) return stdout
  const problem = stderr.toString().trim().split('\n')[0] ?? ''
  throw new RewindUsageError({
    summary: `git ${words[0] ?? ''} failed: ${problem.replace(/^(?:fatal|error): /u, '')}`,
    remedy: commandToTrust(stderr) ?? `see what git says of it: git -C ${quoteWord(folder)} status`,
  })
}

/**
 * Finds the command that makes git read a repository which belongs to somebody else, as in containers.
 *
 * @param stderr - what git printed when it failed
 * @returns undefined where it failed for another reason
 */
export function commandToTrust(stderr: Buffer): string | undefined {
  const path = /dubious ownership in repository at '(.+)'/u.exec(stderr.toString())?.[1]
  return path === undefined ? undefined : `git config --global --add safe.directory ${quoteWord(path)}`
}

/** Splits what git prints with `-z`. */
export function splitNames(printed: Buffer): readonly string[] {
  return printed
    .toString()
    .split('\0')
    .filter((name) => name !== '')
}
