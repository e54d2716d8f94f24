import { withRealFiles } from '../process/with-real-files.ts'
import type { CallsBundle } from './calls-bundle.ts'

let loaded: CallsBundle | undefined

/**
 * Loads what answers calls, in one synchronous step: the request that asks for it waits in its caller's turn. Most test
 * files make no LLM call, and every file of Vitest is a process of its own: loading all of it at set-up would take 29 ms
 * of CPU, and takes 12 without this.
 */
export function loadCalls(): CallsBundle {
  loaded ??= withRealFiles(requireCalls)
  return loaded
}

function requireCalls(): CallsBundle {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./calls.js')
}
