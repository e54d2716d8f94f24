import { testsAndFiles } from '../by-test.ts'
import { groupDivergences } from '../group-divergences.ts'
import type { DivergenceOfTest, ReportOfTest, RunReport } from '../run-report.ts'
import { COLUMNS, summarize } from '../summary.ts'

/**
 * Gives the address of a line of a file, where it can be looked at.
 *
 * @param file - relative to the project root, with `/`
 */
export type LinkTo = (file: string, line?: number) => string | undefined

/**
 * Renders the summary for a GitHub step summary.
 *
 * @returns Markdown, ending in a line break
 */
export function renderMarkdown(report: RunReport, linkTo: LinkTo = () => undefined): string {
  const { headline, rows, notes } = summarize(report)
  const table =
    rows.length === 0 ? [] : [line(COLUMNS), '| --- | --- | ---: | ---: | ---: | ---: |', ...rows.map(line), '']
  const list = notes.flatMap(({ label, parts, more = [] }) => [
    `- **${label}** ${layParts(parts)}`,
    ...more.map((further) => `  - ${layParts(further)}`),
  ])
  const lines = [
    '### rewind',
    '',
    headline.map(escape).join(' · '),
    '',
    ...table,
    ...list,
    ...foldDivergences(report, linkTo),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function layParts(parts: readonly string[]): string {
  return parts.map((part) => escape(part.replaceAll(/ {2,}/gu, ' · ').trim())).join(' · ')
}

/** GitHub takes a megabyte. */
const SHOWN_GROUPS = 50
const SHOWN_TESTS = 20

// What differs in the same way is shown once, with the places of all of it.
function foldDivergences(report: RunReport, linkTo: LinkTo): readonly string[] {
  const groups = groupDivergences(testsAndFiles(report))
  const others = groups.length - SHOWN_GROUPS
  return [
    ...groups
      .slice(0, SHOWN_GROUPS)
      .flatMap(({ what, members }) => [
        '',
        `<details><summary>${members.length} × ${escapeMarkup(what)}</summary>`,
        '',
        ...members
          .slice(0, SHOWN_TESTS)
          .map(
            ({ test, divergence }) =>
              `- ${describePlace(divergence, linkTo)} ${escape(test.name)}${linkCassette(test, linkTo)}`,
          ),
        ...(members.length > SHOWN_TESTS ? [`- and ${members.length - SHOWN_TESTS} more tests`] : []),
        '',
        ...members.slice(0, 1).flatMap(({ divergence }) => indent(divergence.message)),
        '',
        '</details>',
      ]),
    ...(others > 0 ? ['', `and ${others} more: REWIND_REPORT=report.json lists them`] : []),
  ]
}

// As a code block by indentation: no text can end it. A comment parts it from the list, which would take it in.
function indent(message: string): readonly string[] {
  return ['<!-- -->', '', ...message.split('\n').map((text) => `    ${text}`)]
}

function describePlace({ place }: DivergenceOfTest, linkTo: LinkTo): string {
  if (place === null) return ''
  return linked(`${place.file}:${place.line}`, linkTo(place.file, place.line))
}

function linkCassette({ cassette }: ReportOfTest, linkTo: LinkTo): string {
  const address = linkTo(cassette)
  return address === undefined ? '' : ` · ${linked('cassette', address)}`
}

function linked(text: string, address: string | undefined): string {
  return address === undefined ? escape(text) : `[${escape(text)}](${address})`
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
