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
    const comma = line.lastIndexOf(',', at + LONGEST - 1)
    const blank = line.lastIndexOf(' ', at + LONGEST)
    let end = comma > at + SHORTEST ? comma + 1 : blank > at + SHORTEST ? blank : at + LONGEST
    // Never within a character.
    if (/[\udc00-\udfff]/.test(line[end] ?? '')) end -= 1
    parts.push(line.slice(at, end))
    at = end
  }
  return [...parts, line.slice(at)].join(FOLD)
}
