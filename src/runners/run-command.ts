import { relative, sep } from 'node:path'

/**
 * Spells a test file as a command line does.
 *
 * @returns its path from the working directory, with `/`
 */
export function shownPath(file: string): string {
  return relative(process.cwd(), file).split(sep).join('/')
}

/**
 * Quotes a word for a shell, where it has to be.
 *
 * @returns the word as it is pasted
 */
export function quoteWord(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `"${word.replaceAll(/["$`\\]/g, String.raw`\$&`)}"`
}

/**
 * Spells a name so that a regular expression finds just that.
 *
 * @param name - the name of a test
 */
export function escapePattern(name: string): string {
  return name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
