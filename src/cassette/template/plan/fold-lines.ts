import { steadyBreak } from '../../../text/steady-break.ts'

const LONGEST = 400
const SHORTEST = 200
const FOLD = '\n  '

/**
 * Breaks long lines after a comma or before a blank, where one is near.
 *
 * @returns the text, each part but the first of a line behind two blanks; undefined where other lines begin so
 */
export function foldLines(text: string): string | undefined {
  if (text.startsWith(FOLD.slice(1)) || text.includes(FOLD)) return undefined
  return text.split('\n').map(foldLine).join('\n')
}

/** Joins what {@link foldLines} broke. */
export function unfoldLines(text: string): string {
  return text.replaceAll(FOLD, '')
}

function foldLine(line: string): string {
  if (line.length <= LONGEST) return line
  const parts: string[] = []
  let at = 0
  while (line.length - at > LONGEST) {
    const end = endOfPart(line, at)
    parts.push(line.slice(at, end))
    at = end
  }
  return [...parts, line.slice(at)].join(FOLD)
}

/** Where a line is broken: between members of JSON where that can be, else behind a comma, else before a blank. */
const PLACES = [/(?<=["}\]\w],)(?=["{])/g, /(?<=,)/g, /(?= )/g] as const

function endOfPart(line: string, start: number): number {
  const first = start + SHORTEST + 1
  // With what stands before and behind the first and the last place.
  const window = line.slice(first - 2, start + LONGEST + 1)
  for (const pattern of PLACES) {
    const places = [...window.matchAll(pattern)].map(({ index }) => index + first - 2)
    const found = steadyBreak(
      line,
      places.filter((place) => place >= first && place <= start + LONGEST),
    )
    if (found !== undefined) return found
  }
  const end = start + LONGEST
  // Never within a character.
  return /[\udc00-\udfff]/.test(line[end] ?? '') ? end - 1 : end
}
