import { diffWords } from '../../difference/word-diff.ts'
import { formatCount, formatThings } from '../../report/format.ts'
import { spellDirections } from '../../text/spell-directions.ts'
import type { DiffedCall, DiffReport } from '../json-reports.ts'
import { changedFiles, explainChanges, type ChangedFile } from './changed-files.ts'
import { shownDifferences, type ShownDifference } from './shown-differences.ts'
import { textOfValue } from './text-of-value.ts'
import { costOf, countChanges, explainCost } from './totals.ts'

/** A comment on GitHub has at most 65,536 characters. */
const MOST_CHARACTERS = 60_000
const AROUND = 60
const LONGEST_VALUE = 1500

/** Renders what differs for a comment on a pull request: a table of cost, and each test folded. */
export async function renderMarkdown(report: DiffReport): Promise<string> {
  const { calls, moved, from, to } = report
  const tests = changedFiles(report)
  if (tests.length === 0) return `**Recorded calls:** no difference between \`${from}\` and \`${to}\`.\n`
  const moves = moved.length === 0 ? [] : [`${formatThings(moved.length, 'cassette')} moved`]
  const changes = calls.length === 0 ? [] : [countChanges(calls)]
  const head = [
    `**Recorded calls:** ${[...changes, ...moves].join(', ')} in ${formatThings(tests.length, 'test')}`,
    '',
    ...costTable(tests),
    '',
  ]
  let text = `${head.join('\n')}\n`
  for (const [index, test] of tests.entries()) {
    const block = await renderTest(test)
    if (text.length + block.length > MOST_CHARACTERS) {
      return `${text}\n${formatThings(tests.length - index, 'more test')}: \`npx rewind diff ${from}\`\n`
    }
    text += block
  }
  return text
}

function costTable(tests: readonly ChangedFile[]): readonly string[] {
  const rows = tests.map((changed) => {
    const { test, calls } = changed
    const tokens = calls.reduce((sum, call) => sum + totalOf(call.tokens.after) - totalOf(call.tokens.before), 0)
    return `| ${cell(test)} | ${explainChanges(changed)} | ${signed(tokens)} | ${explainCost(costOf(calls))} |`
  })
  return ['| test | calls | tokens | cost |', '|---|---|---:|---:|', ...rows]
}

function totalOf(tokens: DiffedCall['tokens']['before']): number {
  return tokens === null ? 0 : tokens.input + tokens.output
}

function signed(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count)
}

async function renderTest({ file, from, test, calls }: ChangedFile): Promise<string> {
  const seen = new Map<string, number>()
  const lines: string[] = []
  for (const call of calls) {
    lines.push(`<p><b>#${call.call}</b> ${call.change}</p>`)
    for (const difference of shownDifferences(call)) lines.push(await renderDifference(difference, call.call, seen))
  }
  if (from !== undefined) lines.unshift(`<p>moved from <code>${escape(from)}</code></p>`)
  const title = `<summary>${escape(test)} <sub>${escape(file)}</sub></summary>`
  return `\n<details>${title}\n\n${lines.join('\n')}\n</details>\n`
}

async function renderDifference(difference: ShownDifference, call: number, seen: Map<string, number>): Promise<string> {
  const { side, path, before, after } = difference
  const key = JSON.stringify(difference)
  const label = `${side} <code>${escape(path)}</code>`
  const earlier = seen.get(key)
  if (earlier !== undefined) return `<p>${label} as in call ${earlier}</p>`
  seen.set(key, call)
  const words = await diffWords(clip(textOfValue(before)), clip(textOfValue(after)), AROUND)
  const marked = words.map(({ kind, text }) => {
    const plain = escape(text)
    return kind === 'both' ? plain : kind === 'before' ? `<del>${plain}</del>` : `<ins>${plain}</ins>`
  })
  return `<p>${label}</p>\n<blockquote>${marked.join('').replaceAll('\n', '<br>')}</blockquote>`
}

function clip(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)} …`
}

// Recorded text is never markup; a lone `@name` would call somebody.
function escape(text: string): string {
  return spellDirections(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
}

function cell(text: string): string {
  return escape(text).replaceAll('|', '\\|').replaceAll(/\s+/gu, ' ')
}
