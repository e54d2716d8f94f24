import { widthOf } from '../table.ts'

/**
 * Breaks lines that are wider than a terminal at blanks; a word that is wider is left as it is.
 *
 * @param columns - undefined where lines may have any length
 */
export function wrap(text: string, columns: number | undefined): readonly string[] {
  const lines = text.split('\n')
  return columns === undefined ? lines : lines.flatMap((line) => wrapLine(line, columns))
}

function wrapLine(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line]
  const indent = /^\s*/u.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = indent
  for (const word of line.trim().split(/(?<=\s)(?=\S)/u)) {
    if (current !== indent && widthOf(current + word.trimEnd()) > columns) {
      lines.push(current.trimEnd())
      current = indent
    }
    current += word
  }
  return [...lines, current.trimEnd()]
}
