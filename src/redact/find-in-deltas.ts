import { stringsOf, textOfSpelling, endsOf, type JsonString } from './json-strings.ts'
import type { Replacement } from './replacement.ts'

/** A string of one event, and where its characters stand in the stream. */
interface Piece {
  readonly start: number
  /** Offset in its spelling after each character. */
  readonly ends: readonly number[]
}

const EVENT_STREAM = /^(?:data|event|id|retry)?:/
const TURN = /"(?:\w*index|type|item_id)": ?(?:\d+|"[^"]*")/g

/**
 * Finds what is spread over several events of a stream: models tell a text piece by piece, a secret in it as well.
 *
 * @param text - a body; any but an event stream or newline-delimited JSON has no events
 * @param find - finds what is to be replaced in a text
 * @returns replacements in the events: the first one of each gets the text that stands for the whole, the others lose
 *   their parts
 */
export function findInDeltas(text: string, find: (text: string) => readonly Replacement[]): readonly Replacement[] {
  return groupsOf(text).flatMap((strings) => {
    const found = find(joinStrings(strings))
    if (found.length === 0) return []
    const pieces = strings.map(({ start, spelling }) => ({ start, ends: endsOf(spelling) }))
    return found.flatMap((one) => spread(one, pieces))
  })
}

/**
 * Lists the texts that a stream tells piece by piece, put together.
 *
 * @param text - a body; any but an event stream or newline-delimited JSON has none
 */
export function textsOfDeltas(text: string): readonly string[] {
  return groupsOf(text).map(joinStrings)
}

function joinStrings(strings: readonly JsonString[]): string {
  return strings.map(({ spelling }) => textOfSpelling(spelling)).join('')
}

function groupsOf(text: string): readonly (readonly JsonString[])[] {
  if (!EVENT_STREAM.test(text) && !isLinesOfJson(text)) return []
  // An id or a type, said again with every event, is no text that goes on.
  return [...stringsByPlace(text).values()].filter((strings) =>
    strings.some(({ spelling }) => spelling !== strings[0]?.spelling),
  )
}

// Two lines at least. A pattern for it goes through the text twice.
function isLinesOfJson(text: string): boolean {
  const lineEnd = text.startsWith('{') ? text.indexOf('\n') : -1
  return lineEnd !== -1 && text[lineEnd + 1] === '{' && text.slice(0, lineEnd).trimEnd().endsWith('}')
}

function stringsByPlace(text: string): ReadonlyMap<string, readonly JsonString[]> {
  const groups = new Map<string, JsonString[]>()
  let offset = 0
  for (const line of text.split('\n')) {
    const brace = line.indexOf('{')
    // Several answers, parts of one, or calls of tools may be told in turns.
    const turn = brace === -1 ? '' : [...line.matchAll(TURN)].join(' ')
    for (const string of brace === -1 ? [] : stringsOf(line.slice(brace))) {
      const key = `${string.path} ${turn}`
      const group = groups.get(key) ?? []
      group.push({ ...string, start: string.start + offset + brace })
      groups.set(key, group)
    }
    offset += line.length + 1
  }
  return groups
}

// Also what lies within one piece: it may be a secret only for what another piece says before it.
function spread({ start, end, as }: Replacement, pieces: readonly Piece[]): readonly Replacement[] {
  const parts: Replacement[] = []
  let at = 0
  for (const piece of pieces) {
    const from = Math.max(start - at, 0)
    const to = Math.min(end - at, piece.ends.length)
    at += piece.ends.length
    if (from < to)
      parts.push({ start: offsetOf(piece, from), end: offsetOf(piece, to), as: parts.length === 0 ? as : '' })
  }
  return parts
}

function offsetOf({ start, ends }: Piece, count: number): number {
  return start + (ends[count - 1] ?? 0)
}
