import type { Stretch } from '../../text/patterns/long-stretches.ts'

/** A line of a text, and how its break is spelled. */
export interface Line extends Stretch {
  /** Backslashes of the break: none, or as many as JSON within strings has. */
  readonly level: number
}

/** A part of a line, without the quotes and spaces around it. */
export interface Cell extends Stretch {
  readonly text: string
}

/** The lines of a text, also of those within the strings of JSON. */
export interface Lines {
  /**
   * Finds the line that an offset is in. Offsets must be asked for in rising order: what is before them is looked at
   * once.
   *
   * @returns undefined for the first line: nothing is above it
   */
  around(at: number): Line | undefined
  before(line: Line): Line | undefined
  behind(line: Line): Line | undefined
  textOf(line: Line): string
  /** Lists the cells of a line; without a separator, it is one. */
  split(line: Line, separator: string): readonly Cell[]
}

/** Longer lines are no rows. */
const LONGEST = 2000

/** Makes the search for lines in a text. */
export function createLines(text: string): Lines {
  let current: Line | undefined
  let asked = 0
  return {
    around(at) {
      const found = lastBreak(text, asked, at)
      asked = at
      if (found !== undefined)
        current = { start: found.at, end: endOfLine(text, found.at, found.level), level: found.level }
      return current
    },
    before: (line) => lineBefore(text, line),
    behind: (line) => lineBehind(text, line),
    textOf: ({ start, end }) => text.slice(start, end),
    split: (line, separator) =>
      separator === '' ? [cellOf(text, line.start, line.end)] : cellsOf(text, line, separator),
  }
}

function lastBreak(
  text: string,
  from: number,
  to: number,
): { readonly at: number; readonly level: number } | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    const level = levelOfBreak(text, at)
    if (level !== undefined) return { at: at + 1, level }
  }
  return undefined
}

// By its last character.
function levelOfBreak(text: string, at: number): number | undefined {
  const mark = text[at]
  if (mark === '\n') return 0
  const slashes = mark === 'n' ? slashesBefore(text, at) : 0
  return slashes === 0 ? undefined : slashes
}

function slashesBefore(text: string, at: number): number {
  let start = at
  while (text[start - 1] === '\\') start -= 1
  return at - start
}

// A string of JSON ends with a quote that has fewer backslashes than its line breaks.
function isEdge(text: string, at: number, level: number): boolean {
  const mark = text[at]
  if (mark === '\n') return true
  if (level === 0 || (mark !== 'n' && mark !== '"')) return false
  return slashesBefore(text, at) === (mark === 'n' ? level : level - 1)
}

function endOfLine(text: string, start: number, level: number): number {
  for (let at = start; at < text.length && at - start < LONGEST; at += 1)
    if (isEdge(text, at, level)) return withoutReturn(text, start, at - slashesBefore(text, at))
  return Math.min(text.length, start + LONGEST)
}

function withoutReturn(text: string, start: number, end: number): number {
  if (text[end - 1] === '\r') return end - 1
  const slashes = text[end - 1] === 'r' ? slashesBefore(text, end - 1) : 0
  return slashes === 0 || end - 1 - slashes < start ? end : end - 1 - slashes
}

function lineBefore(text: string, { start, level }: Line): Line | undefined {
  const breakAt = start - 1
  const end = breakAt - slashesBefore(text, breakAt)
  if (text[breakAt] === '"' || end <= 0) return undefined
  for (let at = end - 1; at >= 0; at -= 1) {
    if (end - at > LONGEST) return undefined
    if (isEdge(text, at, level)) return { start: at + 1, end: withoutReturn(text, at + 1, end), level }
  }
  return { start: 0, end: withoutReturn(text, 0, end), level }
}

const BREAK = /\r?\n|(?:\\{1,8}r)?\\{1,8}n/y

function lineBehind(text: string, { end, level }: Line): Line | undefined {
  BREAK.lastIndex = end
  const start = end + (BREAK.exec(text)?.[0].length ?? 0)
  return start === end ? undefined : { start, end: endOfLine(text, start, level), level }
}

function cellsOf(text: string, { start, end }: Line, separator: string): readonly Cell[] {
  const cells: Cell[] = []
  let [cellAt, isQuoted] = [start, false]
  for (let at = start; at < end; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted
    if (isQuoted || !text.startsWith(separator, at)) continue
    cells.push(cellOf(text, cellAt, at))
    cellAt = at + separator.length
  }
  return [...cells, cellOf(text, cellAt, end)]
}

function cellOf(text: string, from: number, to: number): Cell {
  let [start, end] = [from, to]
  while (start < end && isBeside(text, start)) start += 1
  while (end > start && isBeside(text, end - 1)) end -= 1
  return { start, end, text: text.slice(start, end) }
}

/** Whether what is at an offset is beside the text of a cell: a space, a quote, a tick of Markdown. */
export function isBeside(text: string, at: number): boolean {
  const mark = text[at]
  return mark === ' ' || mark === '\t' || mark === '"' || mark === "'" || mark === '\\' || mark === '`'
}
