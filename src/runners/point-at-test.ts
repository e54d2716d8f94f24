import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { RewindCassetteError } from '../errors.ts'
import { userFramesOf } from '../process/own-frames.ts'
import type { DivergenceReport } from '../report/test-report.ts'
import { relativePath } from '../text/relative-path.ts'

/**
 * Lets the stack of an error show the user's code only: the line that made the call, else the test's own line. Clients
 * that call from a queue, and errors about a cassette or an option, have no line of the user's.
 *
 * @param file - absolute path of the test file
 * @param names - the names of the test's suites, then its own; none outside of tests
 * @returns the same error
 */
export function pointAtTest(error: Error, file: string, names: readonly string[]): Error {
  const message = `${error.name}: ${error.message}`
  const frames = userFramesOf(error.stack)
  leaveOutCause(error)
  error.stack = [message, ...(frames.length > 0 ? frames : [frameOfTest(file, names)])].join('\n')
  return error
}

/**
 * Gives divergences their places as the report has them: relative to the project root, and the test's own line where no
 * line of the user's made the request.
 *
 * @param test - its names, and the absolute paths of its file and its project
 */
export function placeDivergences(
  divergences: readonly DivergenceReport[],
  test: { readonly root: string; readonly file: string; readonly names: readonly string[] },
): readonly DivergenceReport[] {
  return divergences.map((divergence) => {
    const { file, line } = divergence.place ?? { file: test.file, line: findTestPlace(test.file, test.names).line }
    return { ...divergence, place: { file: relativePath(test.root, resolve(test.root, file)), line } }
  })
}

// What a parser has thrown says nothing that the message does not; a defect is reported with all that is known.
function leaveOutCause(error: Error): void {
  if (error instanceof RewindCassetteError) delete error.cause
}

function frameOfTest(file: string, names: readonly string[]): string {
  const { line, column } = findTestPlace(file, names)
  return `    at ${file}:${line}:${column}`
}

// Where its name is written as it is, else where that of its suite is: names may be made of parameters.
function findTestPlace(file: string, names: readonly string[]): { readonly line: number; readonly column: number } {
  const lines = readLines(file)
  for (const name of names.toReversed()) {
    const spellings = [`'`, '"', '`'].map((quote) => `${quote}${name}${quote}`)
    const line = lines.findIndex((text) => spellings.some((spelling) => text.includes(spelling)))
    if (line !== -1) return { line: line + 1, column: (lines[line] ?? '').search(/\S/) + 1 }
  }
  return { line: 1, column: 1 }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    // A test may replace the file system; the file alone is better than nothing.
    return []
  }
}
