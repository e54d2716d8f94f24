/** Says whether a path is that of a file with tests, by its ending. */
export function isTestFile(path: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(path)
}
