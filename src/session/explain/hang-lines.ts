/** Columns that a terminal has at least. */
const WIDTH = 80

/**
 * Breaks a line of a difference, so that no part of it begins in the first column of the terminal.
 *
 * @param indent - columns before the line; what follows a break is indented by two more
 */
export function hangLines(line: string, indent: number): readonly string[] {
  const lines: string[] = []
  let rest = ' '.repeat(indent) + line
  while (rest.length > WIDTH) {
    const end = breakOf(rest, indent + 2)
    lines.push(rest.slice(0, end).trimEnd())
    rest = ' '.repeat(indent + 2) + rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

// After the last blank that fits; within a word only where it is longer than half a line.
function breakOf(line: string, start: number): number {
  const blank = line.lastIndexOf(' ', WIDTH)
  return blank > Math.max(start, WIDTH / 2) ? blank : WIDTH
}
