import { withRealFiles } from '../process/with-real-files.ts'
import type { Answers } from './answers.ts'

let loaded: Answers | undefined

/**
 * Loads what answers calls, in one synchronous step: the request that asks for it waits in its caller's turn. Most test
 * files make no LLM call, and every file of Vitest is a process of its own: there, loading all of it at set-up took 8
 * ms of CPU, and takes 4 ms without this.
 */
export function loadCalls(): Answers {
  loaded ??= withRealFiles(requireCalls)
  return loaded
}

function requireCalls(): Answers {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./calls.js')
}
