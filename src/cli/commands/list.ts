import { statSync } from 'node:fs'

import type { Usage } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindCassetteError } from '../../errors.ts'
import { parseDuration } from '../../options/duration.ts'
import { loadPrices, type Price } from '../../providers/prices/prices.ts'
import {
  formatBytes,
  formatCount,
  formatDollars,
  formatThings,
  joinFacts,
  withoutControls,
} from '../../report/format.ts'
import { sumOfKnown } from '../../report/sums.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { textOption, type Command, type CommandInput, type CommandResult } from '../command.ts'
import type { Finding, ListedCassette, ListReport, ListTotals } from '../json-reports.ts'
import { findCassettes } from '../names/find-cassettes.ts'
import { forEachCassette, type KnownCassette } from '../names/known-cassettes.ts'
import { printable } from '../printable.ts'
import { setTable } from '../table.ts'
import { RewindUsageError } from '../usage-error.ts'
import { findingOf } from '../verify/findings.ts'

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
  run: list,
}

async function list(input: CommandInput): Promise<CommandResult> {
  const sort = sortOf(input)
  const isWanted = filterOf(input)
  const price = await loadPrices(input.project.options().prices)
  const named = [...new Set(findCassettes(input.project, input.words).map(({ cassette }) => cassette))]
  const read = forEachCassette(named, input.terminal, (cassette) => tryDescribe(cassette, price))
  const listed = read.filter((one) => 'test' in one)
  assertKnown(input, listed)
  const unreadable = read.filter((one) => 'kind' in one)
  const cassettes = listed.filter(isWanted).toSorted(sort)
  const json: ListReport = { version: 1, cassettes, unreadable, totals: addUp(cassettes) }
  return { exit: unreadable.length === 0 ? 0 : 2, json, text: () => explain(json) }
}

// One that is broken keeps nobody from the others.
function tryDescribe(cassette: KnownCassette, price: Price): ListedCassette | Finding {
  try {
    return describe(cassette, price)
  } catch (error) {
    if (error instanceof RewindCassetteError) return findingOf(cassette.file, error)
    throw error
  }
}

// A name that nothing has is a mistake of spelling.
function assertKnown(input: CommandInput, listed: readonly ListedCassette[]): void {
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

const SORTS: ReadonlyMap<string, (left: ListedCassette, right: ListedCassette) => number> = new Map([
  ['cost', (left, right) => (right.usd ?? 0) - (left.usd ?? 0)],
  ['size', (left, right) => right.bytes - left.bytes],
  ['age', (left, right) => (left.recordedAt ?? '').localeCompare(right.recordedAt ?? '')],
])

function sortOf(input: CommandInput): (left: ListedCassette, right: ListedCassette) => number {
  const by = textOption(input, 'sort')
  const sort = by === undefined ? () => 0 : SORTS.get(by)
  if (sort !== undefined) return sort
  throw new RewindUsageError({
    summary: `--sort takes cost, size or age, but is ${JSON.stringify(by)}`,
    remedy: 'npx rewind list --sort cost',
  })
}

function filterOf(input: CommandInput): (cassette: ListedCassette) => boolean {
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

function describe(cassette: KnownCassette, price: Price): ListedCassette {
  const { header, entries } = cassette.open()
  const usages = entries.map((entry) => entry.usage()).filter((usage) => usage !== undefined)
  return {
    file: cassette.file,
    test: header.test,
    calls: entries.length,
    models: [...new Set(usages.map(({ provider, model }) => `${provider}/${model}`))].toSorted(),
    tokens: tokensOf(usages),
    usd: sumOfKnown(usages.map((usage) => price(usage) ?? null)),
    bytes: statSync(cassette.path).size,
    recordedAt: newest(entries),
  }
}

function tokensOf(usages: readonly Usage[]): ListedCassette['tokens'] {
  return {
    input: usages.reduce((sum, { input = 0 }) => sum + input, 0),
    output: usages.reduce((sum, { output = 0 }) => sum + output, 0),
  }
}

function newest(entries: readonly CassetteEntry[]): string | null {
  return (
    entries
      .map((entry) => entry.call().recordedAt)
      .toSorted()
      .at(-1) ?? null
  )
}

function addUp(cassettes: readonly ListedCassette[]): ListTotals {
  const sum = (numberOf: (cassette: ListedCassette) => number): number =>
    cassettes.reduce((total, cassette) => total + numberOf(cassette), 0)
  return {
    cassettes: cassettes.length,
    calls: sum(({ calls }) => calls),
    tokens: { input: sum(({ tokens }) => tokens.input), output: sum(({ tokens }) => tokens.output) },
    usd: sumOfKnown(cassettes.map(({ usd }) => usd)),
    bytes: sum(({ bytes }) => bytes),
  }
}

function explain({ cassettes, unreadable, totals }: ListReport): string {
  if (unreadable.length > 0) process.stderr.write(printable(explainUnreadable(unreadable)))
  if (cassettes.length === 0) return unreadable.length > 0 ? '' : 'no cassettes'
  const rows = cassettes.map(({ file, calls, models, tokens, usd, bytes, recordedAt }) => [
    formatCount(calls),
    ...tokensShown(calls, tokens, models),
    usd === null ? UNKNOWN : formatDollars(usd),
    formatBytes(bytes),
    recordedAt?.slice(0, 10) ?? '',
    withoutControls(models.map((model) => model.slice(model.indexOf('/') + 1)).join(', ')) || '—',
    withoutControls(file),
  ])
  const { calls, tokens, usd, bytes } = totals
  return [
    ...setTable(COLUMNS, rows),
    '',
    joinFacts([
      formatThings(totals.cassettes, 'cassette'),
      formatThings(calls, 'call'),
      `${formatCount(tokens.input)} + ${formatCount(tokens.output)} tokens`,
      usd === null ? undefined : formatDollars(usd),
      formatBytes(bytes),
    ]),
  ].join('\n')
}

// Apart from the table, which may go to another program.
function explainUnreadable(unreadable: readonly Finding[]): string {
  const lines = unreadable.flatMap(({ file, line, message, remedy }) => [
    `${line === undefined ? file : `${file}:${line}`} ${message}`,
    `  fix  ${remedy}`,
  ])
  return `${lines.join('\n')}\n`
}

const UNKNOWN = '?'

// Where no call has counted any, nobody knows how many there were.
function tokensShown(calls: number, tokens: ListedCassette['tokens'], models: readonly string[]): readonly string[] {
  const isUnknown = calls > 0 && models.length === 0
  return isUnknown ? [UNKNOWN, UNKNOWN] : [formatCount(tokens.input), formatCount(tokens.output)]
}

const COLUMNS = [
  { title: 'calls', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'output', align: 'right' },
  { title: 'cost', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'recorded', align: 'left' },
  { title: 'models', align: 'left' },
  { title: 'cassette', align: 'left' },
] as const
