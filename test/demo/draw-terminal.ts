const CELL = { width: 8.4, height: 19 } as const
const MARGIN = 16
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace'
const BACKGROUND = '#161b22'
const FOREGROUND = '#e6edf3'
const DIM = '#8b949e'

/** Colours by the last digit of their escape code: 31 and 91 are red letters, 41 is a red background. */
const COLOURS = ['#0d1117', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3'] as const

/** How letters look, after the escape codes before them. */
interface Style {
  readonly bold: boolean
  readonly dim: boolean
  readonly inverse: boolean
  readonly fill?: string | undefined
  readonly background?: string | undefined
}

const PLAIN = { bold: false, dim: false, inverse: false, fill: undefined, background: undefined } satisfies Style

/**
 * Draws what a terminal shows.
 *
 * @param text - lines with the escape codes of colours
 * @param label - says what it shows, for those who do not see it
 * @returns an SVG picture
 */
export function drawTerminal(text: string, label = 'The summary of rewind after a test run'): string {
  const lines = text.trimEnd().split('\n')
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  const columns = Math.max(...lines.map((line) => line.replaceAll(/\u001b\[[\d;]*m/gu, '').length))
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = lines.length * CELL.height + 2 * MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(label)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">`,
    ...lines.flatMap((line, index) => (line === '' ? [] : [drawLine(line, MARGIN + (index + 0.75) * CELL.height)])),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function drawLine(line: string, y: number): string {
  let style: Style = PLAIN
  let column = 0
  const spans: string[] = []
  const boxes: string[] = []
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  for (const [index, piece] of line.split(/\u001b\[([\d;]*)m/u).entries()) {
    if (index % 2 === 1) {
      style = piece.split(';').reduce((before, code) => changeStyle(before, Number(code)), style)
      continue
    }
    const back = style.inverse ? (style.fill ?? FOREGROUND) : style.background
    if (back !== undefined && piece !== '') boxes.push(drawBox({ column, length: piece.length, y }, back))
    // Each piece has its place, so that it stays in its column whatever font is there.
    if (piece.trim() !== '') spans.push(...drawWords(piece, { column, style }))
    column += piece.length
  }
  return `${boxes.join('')}<text y="${y}">${spans.join('')}</text>`
}

const CHANGES: ReadonlyMap<number, Partial<Style>> = new Map([
  [0, PLAIN],
  [1, { bold: true }],
  [2, { dim: true }],
  [7, { inverse: true }],
  [22, { bold: false, dim: false }],
  [27, { inverse: false }],
  [39, { fill: undefined }],
  [49, { background: undefined }],
  // Bright black is grey.
  [90, { fill: DIM }],
  ...COLOURS.flatMap((colour, index): readonly [number, Partial<Style>][] => [
    [30 + index, { fill: colour }],
    [40 + index, { background: colour }],
    ...(index === 0 ? [] : [[90 + index, { fill: colour }] satisfies [number, Partial<Style>]]),
  ]),
])

function changeStyle(style: Style, code: number): Style {
  return { ...style, ...CHANGES.get(code) }
}

function drawBox(
  { column, length, y }: { readonly column: number; readonly length: number; readonly y: number },
  fill: string,
): string {
  const x = MARGIN + column * CELL.width
  return `<rect x="${x.toFixed(1)}" y="${(y - 0.75 * CELL.height).toFixed(1)}" width="${(length * CELL.width).toFixed(1)}" height="${CELL.height}" fill="${fill}"/>`
}

function drawWords(
  piece: string,
  { column, style }: { readonly column: number; readonly style: Style },
): readonly string[] {
  const look = [
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...[fillOf(style)].flatMap((fill) => (fill === undefined ? [] : [`fill="${fill}"`])),
  ]
  return [...piece.matchAll(/\S+(?: \S+)*/gu)].map(({ 0: words, index }) => {
    const x = MARGIN + (column + index) * CELL.width
    const length = words.length * CELL.width
    return `<tspan ${[`x="${x.toFixed(1)}"`, `textLength="${length.toFixed(1)}"`, ...look].join(' ')}>${escape(words)}</tspan>`
  })
}

function fillOf({ inverse, background, fill, dim }: Style): string | undefined {
  if (inverse) return background ?? BACKGROUND
  return fill ?? (dim ? DIM : undefined)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
