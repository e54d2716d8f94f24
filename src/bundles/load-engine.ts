import { explainOldNode } from '../process/explain-old-node.ts'
import type * as engine from './engine.ts'

/**
 * Loads the engine by Node.js itself, in the realm of the process: a runner that evaluates modules anew for every test
 * file or in a sandbox of its own (Vitest without isolation, its vm pools, Jest) still shares one interception a
 * process.
 *
 * @throws {Error} `REWIND_RUNNER` where Node.js is too old
 */
export function loadEngine(): typeof engine {
  const problem = explainOldNode(process.versions.node)
  if (problem !== undefined) throw new Error(problem.message)
  // `node:vm` is real even where a sandbox replaces `node:module`; through it the real `process` is reached.
  const outer: NodeJS.Process = process.getBuiltinModule('node:vm').runInThisContext('process')
  return outer.getBuiltinModule('node:module').createRequire(import.meta.url)('./engine.js')
}
