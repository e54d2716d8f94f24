import { existsSync } from 'node:fs'

import { collectRun } from '../report/collect-run.ts'

/**
 * Lets the workers of this run leave their reports.
 *
 * @returns prints the summary, once all have
 */
export function beginMochaRun(): () => Promise<void> {
  const parameters = process.argv.slice(2)
  const run = collectRun({
    start: {
      runner: 'mocha',
      cwd: process.cwd(),
      parameters: parameters.filter((word, index) => !isPattern(word) && !choosesTests(word, parameters[index - 1])),
      patterns: parameters.filter(isPattern),
      nodeOptions: process.env['NODE_OPTIONS'] ?? '',
    },
    isFullRun: () => Promise.resolve(!parameters.some((word, index) => choosesTests(word, parameters[index - 1]))),
  })
  return async () => {
    const published = await run?.publish()
    if (published?.error !== undefined) throw published.error
  }
}

const NAMES = /^(?:-g|-f|--grep|--fgrep)$/

// Names of tests, and files; a pattern may mean all test files.
function choosesTests(word: string, before: string | undefined): boolean {
  if (NAMES.test(before ?? '') || NAMES.test(word) || /^--f?grep=|^(?:-i|--invert)$/.test(word)) return true
  return !word.startsWith('-') && !(before ?? '').startsWith('-') && existsSync(word)
}

function isPattern(word: string): boolean {
  return !word.startsWith('-') && /[*?[{]/.test(word)
}
