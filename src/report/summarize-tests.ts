import { formatCount, formatDollars, formatThings, withoutControls } from './format.ts'
import type { ReportOfTest, RunReport } from './run-report.ts'
import type { Note } from './summary-note.ts'

/** Tests that are named; the rest is counted. */
const NAMED = 8
const LONGEST_NAME = 32
const LONGEST_VALUE = 30

/** Names the tests that recorded calls: how many, what they cost, and why. */
export function summarizeRecorded({ byTest }: RunReport): readonly Note[] {
  const tests = byTest.filter(({ calls }) => calls.recorded > 0)
  if (tests.length === 0) return []
  const named = tests.slice(0, NAMED)
  const rows = named.map(({ name, calls, usd, recorded }) => ({
    name: cut(name, LONGEST_NAME),
    calls: formatThings(calls.recorded, 'call'),
    cost: usd.spent > 0 ? formatDollars(usd.spent) : '',
    reason: recorded ?? '',
  }))
  const widest = (column: 'name' | 'calls' | 'cost'): number => Math.max(...rows.map((row) => row[column].length))
  const [names, counts, costs] = [widest('name'), widest('calls'), widest('cost')]
  const lines = rows.map(({ name, calls, cost, reason }) =>
    [name.padEnd(names), calls.padStart(counts), cost.padStart(costs), reason].join('   '),
  )
  const others = tests.length - named.length
  const rest = others > 0 ? [`and ${formatThings(others, 'more test')}`] : []
  const more = [...lines.slice(1), ...rest, 'review: npx rewind diff']
  return [{ label: 'recorded', tone: 'loud', parts: lines.slice(0, 1), more: more.map((line) => [line]) }]
}

/** Groups the divergences of a run by what differs, and finds the one command that records them all. */
export function summarizeDiverged({ byTest, calls }: RunReport): readonly Note[] {
  if (calls.diverged === 0) return []
  const tests = byTest.filter(({ divergences }) => divergences.length > 0)
  const groups = groupsOf(tests)
  const [first = '', ...others] = groups.slice(0, NAMED)
  const left = groups.length - NAMED
  const command = commandOf(tests)
  const head = tests.length === 0 ? formatThings(calls.diverged, 'request') : formatThings(tests.length, 'test')
  return [
    {
      label: 'diverged',
      tone: 'bad',
      parts: [
        `${head}: ${first === '' ? 'no recorded answer' : first}`,
        ...others,
        ...(left > 0 ? [`and ${formatCount(left)} more`] : []),
      ],
      more: [[`to record ${tests.length === 1 ? 'it' : 'them'}: ${command}`, ...costOf(tests)]],
    },
  ]
}

function groupsOf(tests: readonly ReportOfTest[]): readonly string[] {
  const kinds = tests.flatMap(({ divergences }) => divergences.map(kindOf))
  const counts = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, equal]) => ({ kind, count: equal.length }))
  return counts
    .toSorted((a, b) => b.count - a.count)
    .map(({ kind, count }) => (kinds.length === 1 ? kind : `${formatCount(count)} × ${kind}`))
}

type Divergence = ReportOfTest['divergences'][number]

function kindOf({ differences }: Divergence): string {
  const [first] = differences
  if (first === undefined) return 'never recorded, or asked once more'
  const { path, recorded = '', received = '' } = first
  const isShort = Math.max(recorded.length, received.length) <= LONGEST_VALUE && !/\s/.test(recorded + received)
  return withoutControls(isShort ? `${path} ${recorded || 'nothing'} → ${received || 'nothing'}` : path)
}

// The command of the only test, or one for all.
function commandOf(tests: readonly ReportOfTest[]): string {
  const commands = new Set(tests.flatMap(({ divergences }) => divergences.map(({ remedy }) => remedy)))
  const [only] = commands
  return commands.size === 1 && only?.startsWith('npx ') === true ? only : 'npx rewind update'
}

// Undefined prices are left out: it says about.
function costOf(tests: readonly ReportOfTest[]): readonly string[] {
  const prices = tests.flatMap(({ divergences }) => divergences.flatMap(({ usd }) => usd ?? []))
  const sum = prices.reduce((total, usd) => total + usd, 0)
  return sum === 0 ? [] : [`about ${formatDollars(sum)}`]
}

function cut(text: string, length: number): string {
  const shown = withoutControls(text)
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown
}
