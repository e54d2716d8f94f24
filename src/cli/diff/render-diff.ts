import { diffWords } from '../../difference/word-diff.ts'
import { formatCount, formatThings, joinFacts, withoutControls } from '../../report/format.ts'
import type { DiffedCall, Difference, DiffReport } from '../json-reports.ts'
import { wrap } from '../show/wrap.ts'
import type { Terminal } from '../terminal.ts'
import { changedFiles, countByFolder, explainSame, type ChangedFile } from './changed-files.ts'
import { findShared, namesOfOnlyShared, type SharedDifference, type SharedDifferences } from './shared-differences.ts'
import { shownDifferences, type ShownDifference } from './shown-differences.ts'
import { textOfValue } from './text-of-value.ts'
import { costOf, countChanges, explainCost } from './totals.ts'

/** Characters of unchanged text around a change. */
const AROUND = 60
const LONGEST_VALUE = 2000

/**
 * Renders what differs for a terminal: first what several cassettes have in common; then by cassette, by call, by path,
 * word for word; last the cassettes where nothing else changed.
 */
export async function renderDiff(report: DiffReport, terminal: Terminal): Promise<string> {
  const files = changedFiles(report)
  if (files.length === 0) return explainSame(report)
  const shared = findShared(files)
  const byNames = Map.groupBy(files, (file) => namesOfOnlyShared(file, shared))
  const others = byNames.get(undefined) ?? []
  byNames.delete(undefined)
  const blocks = await Promise.all([
    ...shared.all.map((one) => renderShared(one, terminal)),
    ...others.map((file) => renderFile(file, { terminal, shared })),
  ])
  const alike = [...byNames].map(([names = '', some]) => renderAlike(names, some, terminal))
  return [...blocks, ...alike, totalLine(files.length, report)].join('\n\n')
}

async function renderShared({ name, difference, calls, files }: SharedDifference, terminal: Terminal): Promise<string> {
  const where = `the same in ${formatThings(calls, 'call')} of ${formatThings(files, 'cassette')}`
  const head = `${terminal.paint('bold', name)}  ${labelOf(difference, terminal)}  ${terminal.paint('dim', where)}`
  return [head, ...(await renderDifference(difference, terminal))].join('\n')
}

function renderAlike(names: string, files: readonly ChangedFile[], terminal: Terminal): string {
  const calls = files.flatMap((file) => file.calls)
  const facts = joinFacts([formatThings(calls.length, 'call'), explainCost(costOf(calls))])
  const lines = [...countByFolder(files)].map(
    ([folder, count]) => `  ${withoutControls(folder)}  ${terminal.paint('dim', formatCount(count))}`,
  )
  const head = terminal.paint('bold', `nothing but ${names} changed in ${formatThings(files.length, 'cassette')}`)
  return [`${head} · ${facts}`, ...lines].join('\n')
}

function totalLine(files: number, { calls, moved }: DiffReport): string {
  const facts = [
    formatThings(files, 'cassette'),
    moved.length === 0 ? '' : `${formatCount(moved.length)} moved`,
    countChanges(calls),
    explainCost(costOf(calls)),
  ]
  return joinFacts(facts)
}

async function renderFile(
  { file, from, test, calls }: ChangedFile,
  { terminal, shared }: Pick<Context, 'terminal' | 'shared'>,
): Promise<string> {
  const { paint } = terminal
  const path = from === undefined ? file : `${from} → ${file}`
  const seen = new Map<string, number>()
  const blocks: string[] = []
  for (const call of calls) blocks.push(await renderCall(call, { terminal, shared, seen }))
  if (blocks.length === 0) blocks.push(`  ${paint('dim', 'moved, and the same otherwise')}`)
  return [`${paint('bold', withoutControls(test))}\n${paint('dim', withoutControls(path))}`, ...blocks].join('\n')
}

interface Context {
  readonly terminal: Terminal
  readonly shared: SharedDifferences
  /** Differences shown already, and with which call: an agent sends a changed prompt again with every call. */
  readonly seen: Map<string, number>
}

async function renderCall(call: DiffedCall, context: Context): Promise<string> {
  const { paint } = context.terminal
  const facts = factsOf(call)
  const head = `  ${paint('bold', `#${call.call}`)} ${call.change}${facts === '' ? '' : paint('dim', `  ${facts}`)}`
  const lines: string[] = []
  for (const difference of shownDifferences(call)) lines.push(...(await renderOnce(difference, call.call, context)))
  return [head, ...lines].join('\n')
}

function factsOf({ model, tokens, usd, change }: DiffedCall): string {
  if (change === 'moved') return ''
  const isOneSided = change === 'added' || change === 'removed'
  const arrow = (before: string, after: string): string =>
    isOneSided || before === after ? after || before : `${before || 'none'} → ${after || 'none'}`
  const facts = [
    arrow(model.before ?? '', model.after ?? ''),
    arrow(spellTokens(tokens.before), spellTokens(tokens.after)),
    isOneSided ? '' : explainCost(usd),
  ]
  return joinFacts(facts)
}

function spellTokens(counts: DiffedCall['tokens']['before']): string {
  return counts === null ? '' : `${formatCount(counts.input)} + ${formatCount(counts.output)} tokens`
}

async function renderOnce(
  difference: ShownDifference,
  call: number,
  { terminal, shared, seen }: Context,
): Promise<readonly string[]> {
  const label = `    ${labelOf(difference, terminal)}`
  const name = shared.nameOf(difference)
  if (name !== undefined) return [`${label}  ${terminal.paint('dim', `as in ${name} above`)}`]
  const key = JSON.stringify(difference)
  const earlier = seen.get(key)
  if (earlier !== undefined) return [`${label}  ${terminal.paint('dim', `as in call ${earlier}`)}`]
  seen.set(key, call)
  return [label, ...(await renderDifference(difference, terminal))]
}

function labelOf({ side, path }: ShownDifference, { paint }: Terminal): string {
  return `${side} ${paint('cyan', withoutControls(path))}`
}

async function renderDifference({ before, after }: Difference, terminal: Terminal): Promise<readonly string[]> {
  const words = await diffWords(clip(textOfValue(before)), clip(textOfValue(after)), AROUND)
  const painted = words.map(({ kind, text }) => {
    const clean = text.split('\n').map(withoutControls).join('\n')
    if (kind === 'both') return clean
    return kind === 'before' ? mark(terminal, 'red', `[-${clean}-]`) : mark(terminal, 'green', `{+${clean}+}`)
  })
  const columns = terminal.columns === undefined ? undefined : terminal.columns - 6
  return wrap(painted.join(''), columns).map((line) => `      ${line}`.trimEnd())
}

// Line by line: a colour does not go over the end of one.
function mark({ paint }: Terminal, color: 'red' | 'green', text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : paint(color, line)))
    .join('\n')
}

function clip(text: string): string {
  return text.length <= LONGEST_VALUE * 20
    ? text
    : `${text.slice(0, LONGEST_VALUE)} … (${formatCount(text.length)} characters)`
}
