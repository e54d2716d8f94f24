import type { RunReport } from '../run-report.ts'
import type { Note } from '../summary-note.ts'
import { COLUMNS, summarize } from '../summary.ts'

/** How a terminal is written to. */
export interface TerminalOptions {
  /** Columns of the terminal. */
  readonly width: number
  /** Styles a text: `bold`, `dim`, `green`, `yellow` or `red`. */
  readonly style: (format: string, text: string) => string
}

const INDENT = '   '
const GAP = '   '
const LABEL = ' rewind   '
const MIN_MODEL = 8
const MAX_PROVIDER = 16

/**
 * Renders the summary that follows the runner's own. No line is wider than the terminal, as far as its words can be
 * broken; long model names are cut, and where that is not enough the token columns are left out.
 *
 * @returns the text, ending in a line break
 */
export function renderTerminal(report: RunReport, options: TerminalOptions): string {
  const { headline, rows, notes } = summarize(report)
  const head = fill({ first: LABEL, parts: headline, width: options.width })
  const title = head.map((line, index) =>
    index === 0 ? options.style('bold', LABEL) + line.slice(LABEL.length) : line,
  )
  const table = rows.length === 0 ? [] : layTable([COLUMNS, ...rows], notes, options.width)
  const [heads, ...body] = table
  const labelWidth = Math.max(
    ...notes.map(({ label }) => label.length),
    ...rows.map(([provider = '']) => Math.min(provider.length, MAX_PROVIDER)),
    rows.length === 0 ? 0 : COLUMNS[0].length,
  )
  const lines = [
    ...title,
    ...(rows.length + notes.length === 0 ? [] : ['']),
    ...(heads === undefined ? [] : [options.style('dim', heads)]),
    ...body,
    ...notes.flatMap((note) => layNote(note, labelWidth, options)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

const TONES = { good: 'green', loud: 'yellow', bad: 'red', quiet: 'dim' } as const

function layNote(note: Note, labelWidth: number, { width, style }: TerminalOptions): readonly string[] {
  const first = `${INDENT}${note.label.padEnd(labelWidth)}${GAP}`
  const more = note.more ?? []
  const margin = ' '.repeat(first.length)
  return [
    ...fill({ first, parts: note.parts, width }),
    ...more.flatMap((parts) => fill({ first: margin, parts, width })),
  ].map((line) => style(TONES[note.tone], line))
}

// Joins the parts by ' · ' and breaks between them where the terminal ends, within one only where it is longer than a
// line.
function fill({
  first,
  parts,
  width,
}: {
  readonly first: string
  readonly parts: readonly string[]
  readonly width: number
}): readonly string[] {
  const lines: string[] = []
  let line = first
  for (const [index, part] of parts.entries()) {
    const joined = index === 0 ? line + part : `${line} · ${part}`
    if (joined.length <= width) {
      line = joined
      continue
    }
    if (index > 0) lines.push(line)
    const margin = index > 0 ? ' '.repeat(first.length) : first
    const pieces = breakWords(part, width - first.length)
    lines.push(
      ...pieces.slice(0, -1).map((piece, number) => (number === 0 ? margin : ' '.repeat(first.length)) + piece),
    )
    line = (pieces.length === 1 ? margin : ' '.repeat(first.length)) + (pieces.at(-1) ?? '')
  }
  return [...lines, line]
}

// A command stays in one piece, however long: what is pasted must be what was meant.
function breakWords(text: string, width: number): readonly string[] {
  const [, before = '', command] = /^(.*?)(\bnpx .*)$/.exec(text) ?? []
  if (command === undefined) return breakProse(text, width)
  if (text.length <= width) return [text]
  return [...breakProse(before.trimEnd(), width), command]
}

function breakProse(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  // The blanks between two columns of a row that is too wide.
  return lines.map((line) => line.trimEnd())
}

function layTable(table: readonly (readonly string[])[], notes: readonly Note[], width: number): readonly string[] {
  const labels = Math.max(...notes.map(({ label }) => label.length))
  const widths = COLUMNS.map((_, column) =>
    Math.max(
      column === 0 ? labels : 0,
      ...table.map((cells) => Math.min(cells[column]?.length ?? 0, column === 0 ? MAX_PROVIDER : Infinity)),
    ),
  )
  const room = roomForModel(widths, ALL_COLUMNS, width)
  const [columns, modelWidth] =
    room >= Math.min(MIN_MODEL, widths[MODEL] ?? 0)
      ? [ALL_COLUMNS, room]
      : [FEW_COLUMNS, roomForModel(widths, FEW_COLUMNS, width)]
  const fitted = widths.map((size, column) => (column === MODEL ? Math.max(1, Math.min(size, modelWidth)) : size))
  return table.map(
    (cells) => INDENT + columns.map((column) => layCell(cells[column] ?? '', column, fitted[column] ?? 0)).join(GAP),
  )
}

const MODEL = 1
const ALL_COLUMNS: readonly number[] = [0, MODEL, 2, 3, 4, 5]
const FEW_COLUMNS: readonly number[] = [0, MODEL, 2, 5]

function roomForModel(widths: readonly number[], columns: readonly number[], width: number): number {
  const others = columns.filter((column) => column !== MODEL).map((column) => widths[column] ?? 0)
  return width - INDENT.length - GAP.length * others.length - others.reduce((total, size) => total + size, 0)
}

function layCell(text: string, column: number, width: number): string {
  if (column > MODEL) return text.padStart(width)
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}
