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
  const list = notes.map(({ label, parts }) => `- **${label}** ${parts.map(escape).join(' · ')}`)
  return `${['### rewind', '', headline.map(escape).join(' · '), '', ...table, ...list].join('\n').trimEnd()}\n`
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escape).join(' | ')} |`
}

// Names come from the network: none of them may become markup.
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~]/gu, String.raw`\$&`)
}
