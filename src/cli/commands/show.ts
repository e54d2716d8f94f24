import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import type { CassetteEntry } from '../../cassette/cassette.ts'
import { loadPrices } from '../../providers/prices/prices.ts'
import { formatThings, joinFacts } from '../../report/format.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { ShownCall, ShowReport } from '../json-reports.ts'
import { findCassettes, type NamedCassette } from '../names/find-cassettes.ts'
import { findCopy } from '../names/find-copy.ts'
import { renderCall } from '../show/render-call.ts'
import { shownCall } from '../show/shown-call.ts'
import { wireOf } from '../show/wire.ts'
import { RewindUsageError } from '../usage-error.ts'

/** `rewind show`. */
export const showCommand: Command = {
  name: 'show',
  takes: '<what...>',
  description: 'Show recorded calls as the conversation that they are.',
  options: [
    ['--all', 'fold nothing: reasoning, long results of tools'],
    ['--raw', 'the YAML of the calls'],
    ['--wire', 'the exact bytes of the calls'],
    ['--or-raw', 'the YAML if a cassette cannot be read: for diffs of git, which npx rewind init sets up'],
  ],
  examples: [
    ['show "agent › plans a trip"', 'the conversation of a test'],
    ['show cassettes/test/chat.test.ts/greets.yaml#2', 'its second call'],
    ['show greets#1 --wire', 'the exchange as it is replayed'],
  ],
  followsItsWords: true,
  run: show,
}

async function show(input: CommandInput): Promise<CommandResult> {
  const { words, options, project, terminal } = input
  if (options['raw'] === true && options['wire'] === true) {
    throw new RewindUsageError({
      summary: '--raw and --wire cannot be used together',
      remedy: 'npx rewind show --help',
    })
  }
  if (options['orRaw'] === true)
    return await show({ ...input, options: { ...options, orRaw: false } }).catch(() => rawFile(input))
  const named = words.flatMap((word) => findCopy(project, word) ?? findCassettes(project, [word]))
  const price = await loadPrices(project.options().prices)
  const shown = named.map(({ cassette, call }) => {
    const { header, entries } = cassette.open()
    const place = { file: cassette.file, test: header.test }
    return entries
      .filter(({ number }) => call === undefined || number === call)
      .map((entry) => shownCall(place, entry, price))
  })
  const json: ShowReport = { version: 1, calls: shown.flat() }
  const style = { terminal, isWhole: options['all'] === true }
  const text = (): string | Uint8Array => {
    if (options['raw'] === true) return Buffer.from(named.map(rawOf).join(''))
    if (options['wire'] === true)
      return Buffer.concat(named.flatMap((one) => entriesOf(one).map((entry) => wireOf(entry.call()))))
    return shown
      .map((calls, index) => [titleOf(named[index], terminal.paint), ...renderAll(calls)].join('\n'))
      .join('\n')
  }
  const renderAll = (calls: readonly ShownCall[]): readonly string[] =>
    calls.map((call, index) => renderCall(call, calls.slice(0, index), style))
  return { exit: 0, json, text }
}

// Whatever is wrong with it: git would stop where this fails.
function rawFile({ project, words }: CommandInput): CommandResult {
  const text = words.map((word) => readFileSync(resolve(project.cwd, word), 'utf8')).join('')
  const json: ShowReport = { version: 1, calls: [] }
  return { exit: 0, json, text: () => Buffer.from(text) }
}

function entriesOf({ cassette, call }: NamedCassette): readonly CassetteEntry[] {
  const { entries } = cassette.open()
  return call === undefined ? entries : entries.filter(({ number }) => number === call)
}

function titleOf(named: NamedCassette | undefined, paint: CommandInput['terminal']['paint']): string {
  if (named === undefined) return ''
  const { header, entries } = named.cassette.open()
  const facts = joinFacts([named.cassette.file, formatThings(entries.length, 'call')])
  return `${paint('bold', header.test)}\n${paint('dim', facts)}\n`
}

// From the line of the call to that of the next.
function rawOf({ cassette, call }: NamedCassette): string {
  const text = readFileSync(cassette.path, 'utf8')
  if (call === undefined) return text
  const { entries } = cassette.open()
  const lines = text.split('\n')
  const start = (entries[call - 1]?.line ?? 1) - 1
  const next = entries[call]
  const end = next === undefined ? lines.length : next.line - 1
  return `${lines
    .slice(start, end)
    .join('\n')
    .replace(/\n---\s*$/u, '')
    .trimEnd()}\n`
}
