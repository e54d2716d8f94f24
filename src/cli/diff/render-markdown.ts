import { diffWords } from '../../difference/word-diff.ts'
import { formatCount, formatThings } from '../../report/format.ts'
import { spellDirections } from '../../text/spell-directions.ts'
import type { DiffedCall, DiffReport } from '../json-reports.ts'
import { changedFiles, countByFolder, explainChanges, type ChangedFile } from './changed-files.ts'
import { findShared, namesOfOnlyShared, type SharedDifference, type SharedDifferences } from './shared-differences.ts'
import { shownDifferences, type ShownDifference } from './shown-differences.ts'
import { textOfValue } from './text-of-value.ts'
import { costOf, countChanges, explainCost } from './totals.ts'

/** A comment on GitHub has at most 65,536 characters. */
const MOST_CHARACTERS = 60_000
const AROUND = 60
const LONGEST_VALUE = 1500
/** A longer table of cost is folded. */
const MOST_OPEN_ROWS = 12
/** Characters of each part that comes before the tests. */
const MOST_OF_A_PART = 15_000

/**
 * Renders what differs for a comment on a pull request: what several tests have in common, a table of cost, and each
 * test folded, but for those where nothing else changed.
 */
export async function renderMarkdown(report: DiffReport): Promise<string> {
  const { calls, moved, from, to } = report
  const tests = changedFiles(report)
  if (tests.length === 0) return `**Recorded calls:** no difference between \`${from}\` and \`${to}\`.\n`
  const moves = moved.length === 0 ? [] : [`${formatThings(moved.length, 'cassette')} moved`]
  const changes = calls.length === 0 ? [] : [countChanges(calls)]
  const shared = findShared(tests)
  const alike = Map.groupBy(tests, (test) => namesOfOnlyShared(test, shared))
  const others = alike.get(undefined) ?? []
  alike.delete(undefined)
  const head = [
    `**Recorded calls:** ${[...changes, ...moves].join(', ')} in ${formatThings(tests.length, 'test')}`,
    '',
    ...upTo(
      await Promise.all(shared.all.map(renderShared)),
      (left) => `<p>and ${left} more that several tests have</p>\n`,
    ),
    ...costTable(tests),
    '',
    ...upTo(
      [...alike].map(([names = '', some]) => renderAlike(names, some)),
      (left) => `<p>and ${formatThings(left, 'more group')} of tests that changed alike</p>\n`,
    ),
  ]
  let text = `${head.join('\n')}\n`
  for (const [index, test] of others.entries()) {
    const block = await renderTest(test, shared)
    if (text.length + block.length > MOST_CHARACTERS) {
      return `${text}\n${formatThings(others.length - index, 'more test')}: \`npx rewind diff ${from}\`\n`
    }
    text += block
  }
  return text
}

function upTo(blocks: readonly string[], explainRest: (left: number) => string): readonly string[] {
  let size = 0
  const fitting = blocks.findIndex((block) => (size += block.length) > MOST_OF_A_PART)
  return fitting === -1 ? blocks : [...blocks.slice(0, fitting), explainRest(blocks.length - fitting)]
}

async function renderShared({ name, difference, calls, files }: SharedDifference): Promise<string> {
  const where = `the same in ${formatThings(calls, 'call')} of ${formatThings(files, 'test')}`
  return `<p><b>${name}</b> ${labelOf(difference)}, ${where}</p>\n${await renderWords(difference)}\n`
}

function renderAlike(names: string, tests: readonly ChangedFile[]): string {
  const title = `<summary>nothing but ${names} changed in ${formatThings(tests.length, 'test')}</summary>`
  const rows = [...countByFolder(tests)].map(([folder, count]) => `| ${cell(folder)} | ${formatCount(count)} |`)
  return `<details>${title}\n\n| cassettes in | tests |\n|---|---:|\n${rows.join('\n')}\n</details>\n`
}

function costTable(tests: readonly ChangedFile[]): readonly string[] {
  const rows = tests.map((changed) => {
    const { test, calls } = changed
    const tokens = calls.reduce((sum, call) => sum + totalOf(call.tokens.after) - totalOf(call.tokens.before), 0)
    return `| ${cell(test)} | ${explainChanges(changed)} | ${signed(tokens)} | ${explainCost(costOf(calls))} |`
  })
  const shown = upTo(rows, (left) => `| ${formatThings(left, 'more test')} | | | |`)
  const table = ['| test | calls | tokens | cost |', '|---|---|---:|---:|', ...shown]
  if (rows.length <= MOST_OPEN_ROWS) return table
  const sum = explainCost(costOf(tests.flatMap(({ calls }) => calls)))
  return [`<details><summary>Cost${sum === '' ? '' : `: ${sum}`}</summary>`, '', ...table, '</details>']
}

function totalOf(tokens: DiffedCall['tokens']['before']): number {
  return tokens === null ? 0 : tokens.input + tokens.output
}

function signed(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count)
}

async function renderTest({ file, from, test, calls }: ChangedFile, shared: SharedDifferences): Promise<string> {
  const seen = new Map<string, number>()
  const lines: string[] = []
  for (const call of calls) {
    lines.push(`<p><b>#${call.call}</b> ${call.change}</p>`)
    for (const difference of shownDifferences(call)) {
      const name = shared.nameOf(difference)
      if (name === undefined) lines.push(await renderOnce(difference, call.call, seen))
      else lines.push(`<p>${labelOf(difference)} as in ${name}</p>`)
    }
  }
  if (from !== undefined) lines.unshift(`<p>moved from <code>${escape(from)}</code></p>`)
  const title = `<summary>${escape(test)} <sub>${escape(file)}</sub></summary>`
  return `\n<details>${title}\n\n${lines.join('\n')}\n</details>\n`
}

async function renderOnce(difference: ShownDifference, call: number, seen: Map<string, number>): Promise<string> {
  const key = JSON.stringify(difference)
  const earlier = seen.get(key)
  if (earlier !== undefined) return `<p>${labelOf(difference)} as in call ${earlier}</p>`
  seen.set(key, call)
  return `<p>${labelOf(difference)}</p>\n${await renderWords(difference)}`
}

function labelOf({ side, path }: ShownDifference): string {
  return `${side} <code>${escape(path)}</code>`
}

async function renderWords({ before, after }: ShownDifference): Promise<string> {
  const words = await diffWords(clip(textOfValue(before)), clip(textOfValue(after)), AROUND)
  const marked = words.map(({ kind, text }) => {
    const plain = escape(text)
    return kind === 'both' ? plain : kind === 'before' ? `<del>${plain}</del>` : `<ins>${plain}</ins>`
  })
  return `<blockquote>${marked.join('').replaceAll('\n', '<br>')}</blockquote>`
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
