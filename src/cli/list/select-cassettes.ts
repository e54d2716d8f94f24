import { parseDuration } from '../../options/duration.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { textOption, type CommandInput } from '../command.ts'
import type { ListedCassette } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'

/**
 * Makes the filter of `--provider`, `--model` and `--older`.
 *
 * @throws {RewindUsageError} when `--older` is not a duration
 */
export function createFilter(input: CommandInput): (cassette: ListedCassette) => boolean {
  const provider = textOption(input, 'provider')
  const model = textOption(input, 'model')
  const older = textOption(input, 'older')
  const age = older === undefined ? 0 : parseDuration(older)
  const since = new Date(Date.now() - age)
  if (Number.isNaN(since.getTime())) {
    throw new RewindUsageError({
      summary: `--older takes a number and a unit, but is ${JSON.stringify(older)}`,
      remedy: 'npx rewind list --older 90d',
    })
  }
  const before = since.toISOString()
  return ({ models, recordedAt }) =>
    (provider === undefined || models.some((name) => name.startsWith(`${provider}/`))) &&
    (model === undefined || models.some((name) => name.endsWith(`/${model}`) || name === model)) &&
    (older === undefined || (recordedAt !== null && recordedAt < before))
}

/**
 * Makes the order of `--sort`; without it, that of the paths.
 *
 * @throws {RewindUsageError} when there is no such order
 */
export function createOrder(input: CommandInput): (left: ListedCassette, right: ListedCassette) => number {
  const by = textOption(input, 'sort')
  const sort = by === undefined ? () => 0 : SORTS.get(by)
  if (sort !== undefined) return sort
  throw new RewindUsageError({
    summary: `--sort takes cost, size or age, but is ${JSON.stringify(by)}`,
    remedy: 'npx rewind list --sort cost',
  })
}

const SORTS: ReadonlyMap<string, (left: ListedCassette, right: ListedCassette) => number> = new Map([
  ['cost', (left, right) => (right.usd ?? 0) - (left.usd ?? 0)],
  ['size', (left, right) => right.bytes - left.bytes],
  ['age', (left, right) => (left.recordedAt ?? '').localeCompare(right.recordedAt ?? '')],
])

/**
 * Asserts that some call is to the provider and the model that were named: a name that nothing has is a mistake of
 * spelling.
 *
 * @param listed - all cassettes, before they are filtered
 * @throws {RewindUsageError} with the nearest name
 */
export function assertNamesKnown(input: CommandInput, listed: readonly ListedCassette[]): void {
  const models = listed.flatMap((cassette) => cassette.models)
  const known = {
    provider: models.map((name) => name.slice(0, name.indexOf('/'))),
    model: models.flatMap((name) => [name.slice(name.indexOf('/') + 1), name]),
  }
  for (const option of ['provider', 'model'] as const) {
    const wanted = textOption(input, option)
    if (wanted === undefined || known[option].includes(wanted)) continue
    const nearest = nearestWord(wanted, [...new Set(known[option])])
    throw new RewindUsageError({
      summary: `no call is to the ${option} ${JSON.stringify(wanted)}${didYouMean(nearest)}`,
      remedy: nearest === undefined ? 'npx rewind list' : `npx rewind list --${option} ${nearest}`,
    })
  }
}
