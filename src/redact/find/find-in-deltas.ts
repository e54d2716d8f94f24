import { mergeReplacements, type Replacement } from '../replacement.ts'
import { endsOf, stringsOf, textOfSpelling, type JsonString } from './json-strings.ts'
import { splitEvents, type StreamEvent } from './split-events.ts'

/** A piece of a text that comes in many, and whether it is spelled as JSON. */
interface Piece extends JsonString {
  readonly isJson: boolean
}

// Several answers, parts of one, or calls of tools may come in turns.
const TURN = /"(\w{0,24}index|type|item_id)": ?(\d+|"[^"]{0,200}")/g

/**
 * Finds what is spread over several events of a stream: models tell a text piece by piece, a secret in it as well.
 *
 * @param text - a body; any but a stream has no events
 * @param find - finds what is to be replaced in a text
 * @returns replacements in the events: the first one of each gets the text that replaces the whole, the others lose
 *   their parts
 */
export function findInDeltas(text: string, find: (text: string) => readonly Replacement[]): readonly Replacement[] {
  return groupsOf(text).flatMap((pieces) => {
    const found = find(join(pieces))
    return found.length === 0 ? [] : spread(mergeReplacements(found), pieces)
  })
}

/**
 * Lists the texts that a stream tells piece by piece, put together.
 *
 * @param text - a body; any but a stream has none
 */
export function textsOfDeltas(text: string): readonly string[] {
  return groupsOf(text).map(join)
}

function join(pieces: readonly Piece[]): string {
  return pieces.map(textOf).join('')
}

function textOf({ spelling, isJson }: Piece): string {
  return isJson ? textOfSpelling(spelling) : spelling
}

function groupsOf(text: string): readonly (readonly Piece[])[] {
  const events = splitEvents(text)
  if (events.length < 2) return []
  const turns = events.map((event) => turnsOf(text, event))
  const isTurn = turnNames(turns)
  const groups = new Map<string, Piece[]>()
  for (const [index, event] of events.entries()) {
    const turn = (turns[index] ?? []).filter(([name]) => isTurn.has(name)).join(' ')
    for (const piece of piecesOf(text, event)) {
      const key = `${event.lane} ${piece.path} ${turn}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [piece])
      else group.push(piece)
    }
  }
  // An id or a type, said again with every event, is no text that goes on.
  return [...groups.values()].filter((pieces) => pieces.some(({ spelling }) => spelling !== pieces[0]?.spelling))
}

function piecesOf(text: string, { kind, stretches }: StreamEvent): readonly Piece[] {
  if (kind === 'json') return stringsOf(text, stretches).map((string) => ({ ...string, isJson: true }))
  return stretches.map(({ start, end }) => ({ path: '', start, spelling: text.slice(start, end), isJson: false }))
}

type Turns = readonly (readonly [name: string, value: string])[]

function turnsOf(text: string, { kind, stretches }: StreamEvent): Turns {
  if (kind === 'text') return []
  return stretches.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(TURN)].map(([, name = '', value = '']) => [name, value] as const),
  )
}

// What is another one in nearly every event counts the events, and tells nothing apart.
function turnNames(turns: readonly Turns[]): ReadonlySet<string> {
  const values = new Map<string, { readonly seen: Set<string>; events: number }>()
  for (const [name, value] of turns.flat()) {
    const known = values.get(name) ?? { seen: new Set(), events: 0 }
    known.seen.add(value)
    known.events += 1
    values.set(name, known)
  }
  const names = [...values].filter(([, { seen, events }]) => seen.size <= Math.max(1, events / 2))
  return new Set(names.map(([name]) => name))
}

// Also what lies within one piece: it may be a secret only for what another piece says before it.
function spread(found: readonly Replacement[], pieces: readonly Piece[]): readonly Replacement[] {
  const parts: Replacement[] = []
  let index = 0
  let at = 0
  for (const piece of pieces) {
    const { length } = textOf(piece)
    while (index < found.length && (found[index]?.end ?? 0) <= at) index += 1
    let behind = index
    while ((found[behind]?.start ?? Infinity) < at + length) behind += 1
    if (behind > index) parts.push(...partsOf(piece, at, found.slice(index, behind)))
    at += length
  }
  return parts
}

function partsOf(piece: Piece, at: number, touching: readonly Replacement[]): readonly Replacement[] {
  const ends = piece.isJson ? endsOf(piece.spelling) : undefined
  const offsetOf = (count: number): number => piece.start + (ends === undefined ? count : (ends[count - 1] ?? 0))
  const length = ends?.length ?? piece.spelling.length
  return touching.flatMap(({ start, end, as }) => {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, length)]
    return from < to ? [{ start: offsetOf(from), end: offsetOf(to), as: start >= at ? as : '' }] : []
  })
}
