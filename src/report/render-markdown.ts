import type { RunReport } from './run-report.ts'
import { COLUMNS, summarize } from './summary.ts'

/**
 * Renders the summary for a GitHub step summary.
 *
 * @returns Markdown, ending in a line break
 */
export function renderMarkdown(report: RunReport): string {
  const { headline, rows, notes } = summarize(report)
  const table =
    rows.length === 0 ? [] : [line(COLUMNS), '| --- | --- | ---: | ---: | ---: | ---: |', ...rows.map(line), '']
  const list = notes.flatMap(({ label, parts, more = [] }) => [
    `- **${label}** ${layParts(parts)}`,
    ...more.map((further) => `  - ${layParts(further)}`),
  ])
  const lines = ['### rewind', '', headline.map(escape).join(' · '), '', ...table, ...list, ...foldDivergences(report)]
  return `${lines.join('\n').trimEnd()}\n`
}

function layParts(parts: readonly string[]): string {
  return parts.map((part) => escape(part.replaceAll(/ {2,}/gu, ' · ').trim())).join(' · ')
}

/** GitHub takes a megabyte. */
const SHOWN = 50

function foldDivergences({ byTest }: RunReport): readonly string[] {
  const diverged = byTest.filter(({ divergences }) => divergences.length > 0)
  const shown = diverged.slice(0, SHOWN)
  const others = diverged.length - shown.length
  return [
    ...shown.flatMap(({ name, file, divergences }) => [
      '',
      `<details><summary>${escapeMarkup(file)} › ${escapeMarkup(name)}</summary>`,
      '',
      // As a code block by indentation: no text can end it.
      ...divergences.flatMap(({ message }) => ['', ...message.split('\n').map((text) => `    ${text}`)]),
      '',
      '</details>',
    ]),
    ...(others > 0 ? ['', `and ${others} more tests: REWIND_REPORT=report.json lists them`] : []),
  ]
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escape).join(' | ')} |`
}

// Names come from the network: none of them may become markup.
function escape(text: string): string {
  return escapeMarkup(text).replaceAll(/[\\`*_[\]|~]/gu, String.raw`\$&`)
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
