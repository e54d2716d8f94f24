import type { Stretch } from '../../text/patterns/long-stretches.ts'
import type { CredentialField } from './credential-fields.ts'
import { credentialName } from './credential-name.ts'
import { isHeldBeside } from './is-held.ts'
import { isPlausible } from './looks-secret.ts'
import { createLines, isBeside, type Cell, type Line, type Lines } from './table-lines.ts'

const SEPARATORS: ReadonlySet<string> = new Set([',', ';', '|', '\t'])
const ESCAPED_TAB = /\\{1,4}t$/
const HEAD = /^[A-Za-z][\w.-]{0,58}(?: [\w/-]{1,30}){0,3}(?: \([\w ]{1,30}\))?$/
/** Under the head, in text and in Markdown. */
const RULE = /^[\s|+:=-]*-{2}[\s|+:=-]*$/

/**
 * Finds the values in columns whose head says that they are credentials: in CSV, in what databases print, in Markdown.
 *
 * @param candidates - stretches that may be a credential, by offset: a table is looked for around each
 */
export function findInTables(text: string, candidates: readonly Stretch[]): readonly CredentialField[] {
  const lines = createLines(text)
  /** The last line that has no head, by its separator. */
  const headless = new Map<string, Line>()
  const found: CredentialField[] = []
  let done = 0
  for (const stretch of candidates) {
    const start = startOf(text, stretch)
    const line = start < done ? undefined : lines.around(start)
    if (line === undefined || stretch.end > line.end) continue
    const separator = separatorAround(text, line, { start, end: stretch.end })
    const key = `${line.level} ${separator}`
    if (headless.get(key) === line) continue
    const head = headAbove(lines, { line, separator, headless: headless.get(key) })
    if (head === undefined) {
      headless.set(key, line)
      continue
    }
    const heads = lines.split(head, separator)
    for (const row of rowsBelow(lines, head, separator)) {
      found.push(...credentialsIn(row, heads))
      done = row.at(-1)?.end ?? done
    }
  }
  return found
}

// In JSON, the letter of a line break or a tab is directly before the value.
function startOf(text: string, { start }: Stretch): number {
  return text[start - 1] === '\\' && /[nrt]/.test(text.charAt(start)) ? start + 1 : start
}

// What is between two cells; where there is none, the value is alone in its line.
function separatorAround(text: string, line: Line, { start, end }: Stretch): string {
  return separatorBefore(text, start, line.start) ?? separatorBehind(text, end, line.end) ?? ''
}

function separatorBefore(text: string, start: number, least: number): string | undefined {
  for (let at = start - 1; at >= least; at -= 1) {
    const mark = text.charAt(at)
    if (SEPARATORS.has(mark)) return mark
    // A tab, as JSON has it.
    if (mark === 't') return ESCAPED_TAB.exec(text.slice(Math.max(least, at - 4), at + 1))?.[0]
    if (!isBeside(text, at)) return undefined
  }
  return undefined
}

function separatorBehind(text: string, end: number, most: number): string | undefined {
  for (let at = end; at < most; at += 1) {
    const mark = text.charAt(at)
    if (SEPARATORS.has(mark)) return mark
    if (mark === 't') return ESCAPED_TAB.exec(text.slice(Math.max(end, at - 4), at + 1))?.[0]
    if (!isBeside(text, at)) return undefined
  }
  return undefined
}

interface Row {
  readonly line: Line
  readonly separator: string
  readonly headless: Line | undefined
}

// As far upwards as lines have as many cells.
function headAbove(lines: Lines, { line, separator, headless }: Row): Line | undefined {
  const { length } = lines.split(line, separator)
  for (let above = lines.before(line); above !== undefined; above = lines.before(above)) {
    if (headless !== undefined && above.start <= headless.start) return undefined
    if (isRule(lines, above)) continue
    const heads = lines.split(above, separator)
    if (heads.length !== length) return undefined
    if (isHead(heads, separator)) return above
    // A list of words is no table.
    if (separator === '' && !isValue(heads[0])) return undefined
  }
  return undefined
}

function* rowsBelow(lines: Lines, head: Line, separator: string): Iterable<readonly Cell[]> {
  const { length } = lines.split(head, separator)
  for (let below = lines.behind(head); below !== undefined; below = lines.behind(below)) {
    if (isRule(lines, below)) continue
    const row = lines.split(below, separator)
    if (row.length !== length || (separator === '' && !isValue(row[0]))) return
    yield row
  }
}

function isValue(cell: Cell | undefined): boolean {
  return cell !== undefined && !/\s/.test(cell.text) && isPlausible(cell.text)
}

function isRule(lines: Lines, line: Line): boolean {
  return RULE.test(lines.textOf(line))
}

// With one name and a comma, it is a list.
function isHead(heads: readonly Cell[], separator: string): boolean {
  const names = heads.map(({ text }) => text).filter((name) => name !== '')
  if (names.length < (separator === '' ? 1 : 2) || !names.every((name) => HEAD.test(name))) return false
  return names.some((name) => credentialName(name, 'field') !== undefined)
}

function credentialsIn(row: readonly Cell[], heads: readonly Cell[]): readonly CredentialField[] {
  return row.flatMap(({ start, end, text: value }, column) => {
    const said = credentialName(heads[column]?.text ?? '', 'field')
    // Alone, only a name that is certain makes a table.
    if (said === undefined || (said === 'maybe' && heads.length === 1)) return []
    return /\s/.test(value) || !isHeldBeside(said, value) ? [] : [{ start, end, value }]
  })
}
