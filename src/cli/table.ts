/** How wide a text is: without colours, and with the wide characters of East Asia counted twice. */
export function widthOf(text: string): number {
  const plain = text.replaceAll(COLORS, '')
  return [...SEGMENTER.segment(plain)].reduce((width, { segment }) => width + (WIDE.test(segment) ? 2 : 1), 0)
}

// oxlint-disable-next-line no-control-regex -- what a terminal takes for a colour begins with one
const COLORS = /\u001B\[[\d;]*m/gu
const SEGMENTER = new Intl.Segmenter()
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Sets rows in columns, two blanks apart; the last column is not padded. */
export function setTable(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))))
  return all.map((row) =>
    columns
      .map(({ align }, index) => pad(row[index] ?? '', align, widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function pad(text: string, align: Column['align'], width: number): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + blanks : blanks + text
}
