/** Says whether a word is the name of a file with tests, by its ending. */
export function isTestFile(word: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(word)
}
