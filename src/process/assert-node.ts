import { RewindError } from '../errors.ts'
import { explainOldNode } from './explain-old-node.ts'

/**
 * Refuses a Node.js that is too old, before something that it lacks fails in its own words.
 *
 * @throws {RewindError} `REWIND_RUNNER`
 */
export function assertNode(): void {
  const problem = explainOldNode(process.versions.node)
  if (problem !== undefined) throw new RewindError('REWIND_RUNNER', problem)
}
