import type * as calls from './calls.ts'
import { withRealFiles } from './with-real-files.ts'

let loaded: typeof calls | undefined

/**
 * Loads what answers calls, in one synchronous step: the request that asks for it waits in its caller's turn. Most test files make no
 * LLM call, and every file of Vitest is a process of its own: there, loading all of it at set-up took 8 ms of CPU, and takes 4 ms without this.
 *
 * @returns what answers calls
 */
export function loadCalls(): typeof calls {
  loaded ??= withRealFiles(requireCalls)
  return loaded
}

function requireCalls(): typeof calls {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./calls.js')
}
