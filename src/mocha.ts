import { beginMochaRun } from './runners/mocha/begin-run.ts'
import { registerMocha } from './runners/mocha/register.ts'

registerMocha()

/** Prints the summary; Mocha calls it once, in the process that was started. */
export const mochaGlobalTeardown: () => Promise<void> = beginMochaRun()
