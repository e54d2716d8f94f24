import { spawnSync } from 'node:child_process'

import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
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
    remedy: trustOf(stderr) ?? `see what git says of it: git -C ${quoteWord(folder)} status`,
  })
}

// Git reads no repository that belongs to somebody else, as in containers: the command that makes it do so.
function trustOf(stderr: Buffer): string | undefined {
  const path = /dubious ownership in repository at '(.+)'/u.exec(stderr.toString())?.[1]
  return path === undefined ? undefined : `git config --global --add safe.directory ${quoteWord(path)}`
}

/** Where git keeps the files of a folder. */
export type WorkTree =
  | { readonly kind: 'there' }
  /** `why` is a sentence about the folder; `remedy` makes a work tree of it. */
  | { readonly kind: 'none'; readonly why: string; readonly remedy: string }

/** Finds out whether a folder lies in a work tree of git. */
export function findWorkTree(folder: string): WorkTree {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, 'rev-parse', '--is-inside-work-tree'])
  if (error !== undefined) return { kind: 'none', why: `git cannot be run: ${error.message}`, remedy: 'install git' }
  const trust = status === 0 ? undefined : trustOf(stderr)
  if (trust !== undefined)
    return { kind: 'none', why: 'git does not read this repository: it belongs to somebody else', remedy: trust }
  if (status !== 0) return { kind: 'none', why: 'this is not a git repository', remedy: 'git init' }
  if (stdout.toString().trim() === 'true') return { kind: 'there' }
  return { kind: 'none', why: 'this is a bare repository: it has no files', remedy: 'git clone it, and go there' }
}

/**
 * Makes sure that git keeps the files of a folder.
 *
 * @param instead - what can be done where it does not
 * @throws {RewindUsageError} without git, outside of a repository, and in a bare one
 */
export function assertWorkTree(folder: string, instead: string): void {
  const tree = findWorkTree(folder)
  if (tree.kind === 'there') return
  throw new RewindUsageError({ summary: tree.why, remedy: `${tree.remedy}, or ${instead}` })
}

/**
 * Makes sure that git knows a commit.
 *
 * @param word - a branch, a tag or a commit
 * @returns the word
 * @throws {RewindUsageError} where it knows none of that name
 */
export function assertCommit(folder: string, word: string): string {
  if (isRef(folder, word)) return word
  const isUnborn = !isRef(folder, 'HEAD')
  if (word === 'HEAD' && isUnborn) {
    throw new RewindUsageError({
      summary: 'this repository has no commit that cassettes could be compared with',
      remedy: 'git add cassettes && git commit, or npx rewind list',
    })
  }
  const nearest = nearestWord(word, refsOf(folder))
  throw new RewindUsageError({
    summary: `${JSON.stringify(word)} is not a branch, tag or commit${didYouMean(nearest)}`,
    remedy: isUnborn ? 'git commit: there is none yet' : 'name one that git knows: npx rewind diff main',
  })
}

// Branches and tags.
function refsOf(folder: string): readonly string[] {
  return git(folder, ['for-each-ref', '--format=%(refname:short)'])
    .toString()
    .split('\n')
    .filter((name) => name !== '')
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
    summary: `${JSON.stringify(word)} is not a branch, tag or commit`,
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
