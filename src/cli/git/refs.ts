import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { RewindUsageError } from '../usage-error.ts'
import { git } from './git.ts'

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
 * Makes sure that git cannot take a word for an option: some of those write files. No ref begins with `-`.
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
