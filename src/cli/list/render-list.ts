import {
  formatBytes,
  formatCount,
  formatDollars,
  formatThings,
  joinFacts,
  withoutControls,
} from '../../report/format.ts'
import type { Finding, ListedCassette, ListReport } from '../json-reports.ts'
import { setTable } from '../table.ts'

/** Renders the list as a table with totals, without what cannot be read. */
export function renderList({ cassettes, unreadable, totals }: ListReport): string {
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

/** Says what cannot be read, apart from the table: that may go to another program. */
export function explainUnreadable(unreadable: readonly Finding[]): string {
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
