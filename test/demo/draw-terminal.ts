const CELL = { width: 8.4, height: 19 } as const
const MARGIN = 16
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace'
const BACKGROUND = '#161b22'
const FOREGROUND = '#e6edf3'

/** What the escape codes of a summary look like; a code that ends a style takes all of it back. */
const STYLES = new Map([
  ['1', 'font-weight="bold"'],
  ['2', 'fill="#8b949e"'],
  ['31', 'fill="#ff7b72"'],
  ['32', 'fill="#7ee787"'],
  ['33', 'fill="#e3b341"'],
])

/**
 * Draws what a terminal shows.
 *
 * @param text - lines with the escape codes of colours
 * @returns an SVG picture
 */
export function drawTerminal(text: string): string {
  const lines = text.trimEnd().split('\n')
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  const columns = Math.max(...lines.map((line) => line.replaceAll(/\u001b\[\d+m/gu, '').length))
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = lines.length * CELL.height + 2 * MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The summary of rewind after a test run">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">`,
    ...lines.flatMap((line, index) => (line === '' ? [] : [drawLine(line, MARGIN + (index + 0.75) * CELL.height)])),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function drawLine(line: string, y: number): string {
  let style = ''
  let column = 0
  const spans: string[] = []
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  for (const [index, piece] of line.split(/\u001b\[(\d+)m/u).entries()) {
    if (index % 2 === 1) {
      style = STYLES.get(piece) ?? ''
      continue
    }
    // Each piece has its place, so that it stays in its column whatever font is there.
    if (piece.trim() !== '') spans.push(...drawWords(piece, { column, style }))
    column += piece.length
  }
  return `<text y="${y}">${spans.join('')}</text>`
}

function drawWords(
  piece: string,
  { column, style }: { readonly column: number; readonly style: string },
): readonly string[] {
  return [...piece.matchAll(/\S+(?: \S+)*/gu)].map(({ 0: words, index }) => {
    const x = MARGIN + (column + index) * CELL.width
    const length = words.length * CELL.width
    return `<tspan x="${x.toFixed(1)}" textLength="${length.toFixed(1)}"${style === '' ? '' : ` ${style}`}>${escape(words)}</tspan>`
  })
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
