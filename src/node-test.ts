import { registerNodeTest } from './runners/node-test/register.ts'
import { setUpOrEnd } from './runners/process/set-up-or-end.ts'

await setUpOrEnd(registerNodeTest)

/**
 * Reporter of node:test, in the process that starts those of the test files: `--import` does not reach it. It prints
 * the summary when all have ended.
 *
 * @param events - what node:test reports
 * @yields nothing: the summary comes last, below what all reporters print
 */
export default async function* rewindReporter(events: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const event of events) if (event === undefined) yield ''
}
