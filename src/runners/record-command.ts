import { sha256 } from '../process/sha256.ts'
import { isQuotable, quoteWord } from '../text/quote-word.ts'
import { relativePath } from '../text/relative-path.ts'
import { testHash } from '../text/test-hash.ts'

/**
 * Builds the command that records a test again: one line, for every shell.
 *
 * @param command - whether what changed is recorded, or everything
 * @param file - absolute path of the test file
 * @param test - names of its suites, then its own; none for the whole file
 */
export function recordCommand(command: 'update' | 'record', file: string, test: readonly string[]): string {
  const path = relativePath(process.cwd(), file)
  const name = test.length === 0 ? [] : ['-t', nameOfTest(test)]
  return ['npx', 'rewind', command, quoteWord(path), ...name].join(' ')
}

/**
 * Names a test on a command line.
 *
 * @param test - names of its suites, then its own
 * @returns the name in quotes; a short hash of it where no quotes are the same in every shell
 */
function nameOfTest(test: readonly string[]): string {
  const name = test.join(' > ')
  return isQuotable(name) ? `"${name}"` : `"${testHash(name, sha256)}"`
}
