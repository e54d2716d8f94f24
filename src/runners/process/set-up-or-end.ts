import { RewindError } from '../../errors.ts'

/**
 * Sets a process up before its program is loaded. Where that cannot be done, the process ends with what is wrong: what
 * Node.js prints of an error in a preload begins with a line of ours.
 */
export async function setUpOrEnd(setUp: () => void | Promise<void>): Promise<void> {
  try {
    await setUp()
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    process.stderr.write(`${error.name}: ${error.message}\n`)
    process.exit(1)
  }
}
