import { spawnSync } from 'node:child_process'

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
      remedy: 'install git, or compare two folders: npx rewind diff <a> <b>',
      cause: error,
    })
  }
  if (status === 0) return stdout
  const problem = stderr.toString().trim().split('\n')[0] ?? ''
  throw new RewindUsageError({
    summary: `git ${words[0] ?? ''} failed: ${problem.replace(/^(?:fatal|error): /u, '')}`,
    remedy: /not a git repository/u.test(problem)
      ? 'compare two folders: npx rewind diff <a> <b>'
      : 'name a branch, a tag or a commit that git knows',
  })
}

/**
 * Makes sure that a word cannot be taken for an option by git, some of which write files. No ref begins so.
 *
 * @returns the word
 * @throws {RewindUsageError} when it begins with `-`
 */
export function assertRef(word: string): string {
  if (!word.startsWith('-')) return word
  throw new RewindUsageError({
    summary: `${JSON.stringify(word)} is no branch, tag or commit`,
    remedy: 'name one that git knows: npx rewind diff main',
  })
}

/** Splits what git prints with `-z`. */
export function namesOf(printed: Buffer): readonly string[] {
  return printed
    .toString()
    .split('\0')
    .filter((name) => name !== '')
}

/** Says whether git knows a word as a commit. */
export function isRef(folder: string, word: string): boolean {
  try {
    git(folder, ['rev-parse', '--verify', '--quiet', `${assertRef(word)}^{commit}`])
    return true
  } catch {
    // Git prints nothing of use here, and where it is missing the word is taken for a path.
    return false
  }
}
