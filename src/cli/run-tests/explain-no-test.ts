import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { quoteWord } from '../../text/quote-word.ts'
import type { CommandInput } from '../command.ts'
import { findTestName, knownCassettes } from '../names/known-cassettes.ts'
import { RewindUsageError } from '../usage-error.ts'

/**
 * Explains a run in which no test of the given name made a call: a runner itself takes that for a success.
 *
 * @param name - what `-t` said
 */
export function explainNoTest(name: string, { project }: Pick<CommandInput, 'project'>): RewindUsageError {
  const names = knownCassettes(project)
    .map(findTestName)
    .filter((test) => test !== undefined)
  const wanted = name.replaceAll(' > ', ' › ')
  const near = names.find((known) => known.endsWith(` › ${wanted}`)) ?? nearestWord(wanted, names)
  const meant = near?.replaceAll(' › ', ' > ')
  return new RewindUsageError({
    summary: `no test called ${JSON.stringify(name)} made an LLM call${didYouMean(meant && `"${meant}"`)}`,
    remedy: meant === undefined ? 'npx rewind list' : `name the test with its suites: -t ${quoteWord(meant)}`,
  })
}
