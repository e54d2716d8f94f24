import { testsAndFiles } from './by-test.ts'
import { formatAbout, formatCount, formatDollars, formatThings, withoutControls } from './format.ts'
import { groupDivergences } from './group-divergences.ts'
import type { DivergenceOfTest, ReportOfTest, RunReport } from './run-report.ts'
import type { Note } from './summary-note.ts'
import { sum } from './sums.ts'

/** So many tests are named with what they did; more are counted by it. */
const NAMED = 8
/** Names that are listed in a sentence. */
const LISTED = 3
const LONGEST_NAME = 32

/** Lists the first of some names, and counts the rest. */
export function few(names: readonly string[]): string {
  const others = names.length - LISTED
  return others > 0 ? `${names.slice(0, LISTED).join(', ')} and ${formatCount(others)} more` : names.join(', ')
}

/**
 * Names tests at the end of a sentence.
 *
 * @returns `: a, b, c and 2 more`; nothing where there are none
 */
export function nameTests(report: RunReport, isMeant: (test: ReportOfTest) => boolean): string {
  const all = testsAndFiles(report)
  const names = all.filter(isMeant).map((test) => withoutControls(nameOf(test, all)))
  return names.length === 0 ? '' : `: ${few(names)}`
}

/** Names the tests whose cassettes were written: how many calls, what they cost, and why. Many are counted by why. */
export function summarizeRecorded(report: RunReport): readonly Note[] {
  const all = testsAndFiles(report)
  const tests = all.filter(({ recorded }) => recorded !== null)
  if (tests.length === 0) return []
  const [first = '', ...others] = tests.length > NAMED ? countByReason(tests, report) : listTests(tests, all)
  const more = [...others, 'review: npx rewind diff']
  return [{ label: 'recorded', tone: 'loud', parts: [first], more: more.map((line) => [line]) }]
}

function listTests(tests: readonly ReportOfTest[], all: readonly ReportOfTest[]): readonly string[] {
  const rows = tests.map((test) => ({
    name: cut(nameOf(test, all), LONGEST_NAME),
    calls: formatThings(recordedCalls(test), 'call'),
    cost: test.usd.spent > 0 ? formatDollars(test.usd.spent) : '',
    reason: reasonOf(test),
  }))
  const widest = (column: 'name' | 'calls' | 'cost'): number => Math.max(...rows.map((row) => row[column].length))
  const [names, counts, costs] = [widest('name'), widest('calls'), widest('cost')]
  return rows.map(({ name, calls, cost, reason }) =>
    [name.padEnd(names), calls.padStart(counts), cost.padStart(costs), reason].join('   '),
  )
}

function countByReason(tests: readonly ReportOfTest[], report: RunReport): readonly string[] {
  const all = testsAndFiles(report)
  const calls = sum(tests.map(recordedCalls))
  const groups = [...Map.groupBy(tests, reasonOf)].toSorted(([, a], [, b]) => b.length - a.length)
  const lines = groups.map(([reason, some]) => {
    const names = some.map((test) => cut(nameOf(test, all), LONGEST_NAME))
    return `${formatCount(some.length)} × ${reason}${names.length > LISTED ? '' : `: ${names.join(', ')}`}`
  })
  const left = lines.length - NAMED
  return [
    `${countTests(tests, report)} · ${formatThings(calls, 'call')}`,
    ...lines.slice(0, NAMED),
    ...(left > 0 ? [`and ${formatCount(left)} more`] : []),
  ]
}

function recordedCalls({ calls }: ReportOfTest): number {
  return calls.recorded + calls.resumed
}

// Tests of several files may have one name.
function nameOf({ name, file }: ReportOfTest, all: readonly ReportOfTest[]): string {
  const isShared = all.some((other) => other.name === name && other.file !== file)
  return isShared ? `${file} › ${name}` : name
}

function reasonOf({ recorded, calls }: ReportOfTest): string {
  if (calls.resumed === 0) return recorded ?? ''
  return `${recorded}, ${calls.recorded === 0 ? 'all' : formatCount(calls.resumed)} from an unfinished run`
}

/** Groups the divergences of a run by what differs, and says what to do about all of them. */
export function summarizeDiverged(report: RunReport): readonly Note[] {
  const { calls } = report
  if (calls.diverged === 0) return []
  const tests = testsAndFiles(report).filter(({ divergences }) => divergences.length > 0)
  const divergences = tests.flatMap((test) => test.divergences)
  const groups = groupDivergences(tests).map(({ what, members }) =>
    divergences.length === 1 ? what : `${formatCount(members.length)} × ${what}`,
  )
  const [first = '', ...others] = groups.slice(0, NAMED)
  const left = groups.length - NAMED
  const head = tests.length === 0 ? formatThings(calls.diverged, 'request') : countTests(tests, report)
  return [
    {
      label: 'diverged',
      tone: 'bad',
      parts: [
        `${head}: ${first === '' ? 'no recorded answer' : first}`,
        ...others,
        ...(left > 0 ? [`and ${formatCount(left)} more`] : []),
      ],
      more: remediesOf(divergences, tests.length === 1 ? 'it' : 'them'),
    },
  ]
}

function countTests(some: readonly ReportOfTest[], { byFile }: Pick<RunReport, 'byFile'>): string {
  const files = some.filter((one) => byFile.includes(one)).length
  const tests = some.length - files
  return [
    ...(tests === 0 ? [] : [formatThings(tests, 'test')]),
    ...(files === 0 ? [] : [`${formatThings(files, 'file')}, outside of ${files === 1 ? 'its' : 'their'} tests`]),
  ].join(' and ')
}

function remediesOf(divergences: readonly DivergenceOfTest[], those: 'it' | 'them'): readonly (readonly string[])[] {
  const volatile = divergences.filter(({ reason }) => reason === 'volatile')
  const others = divergences.filter(({ reason }) => reason !== 'volatile')
  const isMoved = others.length > 0 && others.every(({ reason }) => reason === 'renamed')
  return [
    ...[...new Set(volatile.map(({ remedy }) => remedy))].map((remedy) => [`to leave it out of matching: ${remedy}`]),
    ...(others.length === 0
      ? []
      : [[`to ${isMoved ? 'move' : 'record'} ${those}: ${commandOf(others)}`, ...costOf(others)]]),
  ]
}

// The command of the only test, or one for all: it takes over what was renamed, and pays for nothing of it.
function commandOf(divergences: readonly DivergenceOfTest[]): string {
  const commands = new Set(divergences.map(({ remedy }) => remedy))
  const [only] = commands
  return commands.size === 1 && only !== undefined ? only : 'npx rewind update'
}

function costOf(divergences: readonly DivergenceOfTest[]): readonly string[] {
  const known = divergences.flatMap(({ usd }) => usd ?? [])
  const usd = sum(known)
  if (usd === 0) return []
  const unknown = divergences.length - known.length
  return [
    unknown === 0 ? formatAbout(usd) : `${formatAbout(usd)}, and ${formatThings(unknown, 'call')} at an unknown price`,
  ]
}

function cut(text: string, length: number): string {
  const shown = withoutControls(text)
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown
}
