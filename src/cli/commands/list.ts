import { loadPrices } from '../../providers/prices/prices.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { ListReport } from '../json-reports.ts'
import { addUp, describeCassette } from '../list/describe-cassette.ts'
import { explainUnreadable, renderList } from '../list/render-list.ts'
import { assertNamesKnown, createFilter, createOrder } from '../list/select-cassettes.ts'
import { findCassettes } from '../names/find-cassettes.ts'
import { mapCassettes } from '../names/known-cassettes.ts'
import { printable } from '../printable.ts'

/** `rewind list`. */
export const listCommand: Command = {
  name: 'list',
  takes: '[what...]',
  description: 'List cassettes with their calls, models, tokens, cost, size and age.',
  options: [
    ['--provider <name>', 'only those with calls to this provider'],
    ['--model <name>', 'only those with calls to this model'],
    ['--older <age>', 'only those recorded longer ago: 90d, 12w'],
    ['--sort <by>', 'cost, size or age, the largest first'],
  ],
  examples: [
    ['list', 'all cassettes'],
    ['list test/chat.test.ts', 'the cassettes of one test file'],
    ['list --older 90d --sort age', 'what should be recorded again'],
    ['list --json', 'as data'],
  ],
  followsItsWords: true,
  run: list,
}

async function list(input: CommandInput): Promise<CommandResult> {
  const sort = createOrder(input)
  const isWanted = createFilter(input)
  const price = await loadPrices(input.project.options().prices)
  const named = [...new Set(findCassettes(input.project, input.words).map(({ cassette }) => cassette))]
  const read = mapCassettes(named, input.terminal, (cassette) => describeCassette(cassette, price))
  const listed = read.filter((one) => 'test' in one)
  assertNamesKnown(input, listed)
  const unreadable = read.filter((one) => 'kind' in one)
  const cassettes = listed.filter(isWanted).toSorted(sort)
  const json: ListReport = { version: 1, cassettes, unreadable, totals: addUp(cassettes) }
  const text = (): string => {
    if (unreadable.length > 0) process.stderr.write(printable(explainUnreadable(unreadable)))
    return renderList(json)
  }
  return { exit: unreadable.length === 0 ? 0 : 2, json, text }
}
