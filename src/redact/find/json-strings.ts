import type { Stretch } from '../../text/patterns/long-stretches.ts'

/** A string value of JSON. */
export interface JsonString {
  /** Names and indexes that lead to it: strings with the same path in other events go on where it ends. */
  readonly path: string
  /** Offset of its first character after the quote. */
  readonly start: number
  /** As it is spelled, without quotes. */
  readonly spelling: string
}

/** Levels that tell texts apart: no stream has as many. */
const DEEPEST = 16

interface Level {
  readonly isList: boolean
  /** Of an object the name, of a list the index that comes next. */
  step: string
  isNameNext: boolean
}

/**
 * Lists the string values of JSON, without parsing it: their offsets are what is asked for. Written as a loop, since a
 * pattern for strings of 16 MB overflows the stack of the engine.
 *
 * @param text - holds JSON; of any other text, what looks like strings of it is listed
 * @param stretches - what is JSON of it, in parts: the lines of an event
 * @returns the strings in their order, names of entries not among them
 */
export function stringsOf(text: string, stretches: readonly Stretch[]): readonly JsonString[] {
  const strings: JsonString[] = []
  const stack: Level[] = []
  for (const { start, end } of stretches) {
    for (let at = start; at < end; at += 1) {
      if (text[at] !== '"') {
        follow(stack, text.charAt(at))
        continue
      }
      const close = endOfString(text, at + 1, end)
      if (close === -1) break
      const spelling = text.slice(at + 1, close)
      const top = stack.at(-1)
      if (top?.isNameNext === true) top.step = spelling
      else strings.push({ path: pathOf(stack), start: at + 1, spelling })
      at = close
    }
  }
  return strings
}

/**
 * Finds the end of a JSON string.
 *
 * @param start - offset after its first quote
 * @returns offset of its last quote; -1 where there is none before `end`
 */
export function endOfString(text: string, start: number, end: number): number {
  let close = text.indexOf('"', start)
  while (close !== -1 && close < end) {
    let slashes = close
    while (slashes > start && text[slashes - 1] === '\\') slashes -= 1
    if ((close - slashes) % 2 === 0) return close
    close = text.indexOf('"', close + 1)
  }
  return -1
}

function follow(stack: Level[], mark: string): void {
  const top = stack.at(-1)
  switch (mark) {
    case '{':
    case '[':
      stack.push({ isList: mark === '[', step: '0', isNameNext: mark === '{' })
      break
    case '}':
    case ']':
      stack.pop()
      break
    case ',':
      if (top?.isList === true) top.step = String(Number(top.step) + 1)
      else if (top !== undefined) top.isNameNext = true
      break
    case ':':
      if (top !== undefined) top.isNameNext = false
      break
    default:
    // Numbers, literals and spaces lead nowhere.
  }
}

// Of text that only opens lists, the whole path of every string would be gigabytes.
function pathOf(stack: readonly Level[]): string {
  let path = ''
  for (let index = Math.max(0, stack.length - DEEPEST); index < stack.length; index += 1)
    path += `${stack[index]?.step}.`
  return path
}

/**
 * Resolves the escapes of a JSON string.
 *
 * @returns its text, of as many UTF-16 units as {@link endsOf} has places
 */
export function textOfSpelling(spelling: string): string {
  return spelling.includes('\\') ? spelling.replaceAll(UNIT, unescape) : spelling
}

/**
 * Finds where the characters of a JSON string are in its spelling.
 *
 * @returns the offset after each UTF-16 unit of its text
 */
export function endsOf(spelling: string): readonly number[] {
  const ends: number[] = []
  let end = 0
  for (const [unit] of spelling.matchAll(UNIT)) ends.push((end += unit.length))
  return ends
}

const UNIT = /\\u[0-9a-fA-F]{4}|\\.|[\s\S]/g

function unescape(unit: string): string {
  if (unit.length === 1) return unit
  try {
    return String(JSON.parse(`"${unit}"`))
  } catch {
    // No escape of JSON: it is taken as it is.
    return unit.slice(1)
  }
}
