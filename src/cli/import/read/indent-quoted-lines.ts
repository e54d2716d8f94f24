/** A value that begins with a quote: its column is that of the quote. */
const QUOTED = /^(?<before> *(?:- +)*(?:[^\s'"#][^'"]*: +|'[^']*': +|"[^"]*": +)?)(?<quote>['"])/u
/** The beginning of a block, whose lines are further in than this one. */
const BLOCK = /(?::|^ *-|- -) +(?:![^\s]* +)?[|>][-+\d]*\s*$/u

/** Where a line is: in a text that is quoted, in a block, or in neither. */
type State =
  | { readonly kind: 'plain' }
  | { readonly kind: 'quoted'; readonly quote: string; readonly column: number }
  | { readonly kind: 'block'; readonly indent: number }

/**
 * Moves the lines of quoted texts in YAML further in than their key. PyYAML and libyaml take any, the standard does not
 * (YAML 1.2, section 7.3); blanks at the beginning of such a line say nothing.
 */
export function indentQuotedLines(text: string): string {
  let state: State = { kind: 'plain' }
  const lines = text.split('\n').map((line) => {
    if (state.kind === 'quoted') {
      const { quote, column } = state
      if (hasEnd(line, quote)) state = { kind: 'plain' }
      return line.trim() === '' ? line : `${' '.repeat(column)}${line.trimStart()}`
    }
    if (state.kind === 'block' && (line.trim() === '' || indentOf(line) > state.indent)) return line
    state = stateAfter(line)
    return line
  })
  return lines.join('\n')
}

function stateAfter(line: string): State {
  if (BLOCK.test(line)) return { kind: 'block', indent: indentOf(line) }
  const { before, quote } = QUOTED.exec(line)?.groups ?? {}
  if (before === undefined || quote === undefined || hasEnd(line.slice(before.length + 1), quote))
    return { kind: 'plain' }
  return { kind: 'quoted', quote, column: before.length }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

// In one kind of text a quote is escaped by another, in the other kind by a backslash.
function hasEnd(line: string, quote: string): boolean {
  const content = quote === "'" ? line.replaceAll("''", '') : line.replaceAll(/\\./gu, '')
  return content.includes(quote)
}
