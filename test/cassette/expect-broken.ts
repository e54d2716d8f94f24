import { expect } from 'vitest'

import { RewindCassetteError } from '../../src/errors.ts'
import { callsOf, greeting, makeCall, serialize } from './samples.ts'

/** The text of a cassette, to be broken. */
export const { text } = serialize([greeting, makeCall({ response: { body: new Uint8Array([255, 0, 1]) } })])

/** The 1-based line that a part of a cassette begins on. */
export const lineOf = (part: string, broken: string = text): number =>
  broken.slice(0, broken.indexOf(part)).split('\n').length

/** Reads a cassette that must be refused, and gives the error. */
export function errorOf(broken: string): RewindCassetteError {
  try {
    callsOf(broken)
  } catch (error) {
    if (error instanceof RewindCassetteError) return error
    throw error
  }
  throw new Error('it was read')
}

/** Says what is wrong, where, and what to do about it. */
export function expectError(broken: string, expected: { line: number; problem: RegExp; remedy?: RegExp }): void {
  const error = errorOf(broken)
  expect(error).toMatchObject({ code: 'REWIND_CASSETTE', file: 'cassettes/chat.yaml', line: expected.line })
  expect(error.message).toContain(`cassettes/chat.yaml:${expected.line} `)
  expect(error.message).toMatch(expected.problem)
  expect(error.remedy).toMatch(expected.remedy ?? /delete the file and record the test again/)
}
