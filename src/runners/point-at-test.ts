import { readFileSync } from 'node:fs'

import { RewindCassetteError } from '../errors.ts'
import { userFramesOf } from '../process/own-frames.ts'

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
  error.stack = [message, ...(frames.length > 0 ? frames : [`    at ${file}:${placeOf(file, names)}`])].join('\n')
  return error
}

// What a parser has thrown says nothing that the message does not; a defect is reported with all that is known.
function leaveOutCause(error: Error): void {
  if (error instanceof RewindCassetteError) delete error.cause
}

// Where the name stands as it is, else where its suite does: names may be made of parameters.
function placeOf(file: string, names: readonly string[]): string {
  const lines = readLines(file)
  for (const name of names.toReversed()) {
    const spellings = [`'`, '"', '`'].map((quote) => `${quote}${name}${quote}`)
    const line = lines.findIndex((text) => spellings.some((spelling) => text.includes(spelling)))
    if (line !== -1) return `${line + 1}:${(lines[line] ?? '').search(/\S/) + 1}`
  }
  return '1:1'
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    // A test may replace the file system; the file alone is better than nothing.
    return []
  }
}
