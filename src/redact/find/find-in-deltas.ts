import { mergeReplacements, type Replacement } from '../replacement.ts'
import { stringsOf } from './json-strings.ts'
import { joinPieces, spreadOver, type Piece } from './pieces.ts'
import { splitEvents, type StreamEvent } from './split-events.ts'

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
    const found = find(joinPieces(pieces))
    return found.length === 0 ? [] : spreadOver(mergeReplacements(found), pieces)
  })
}

/**
 * Lists the texts that a stream tells piece by piece, put together.
 *
 * @param text - a body; any but a stream has none
 */
export function textsOfDeltas(text: string): readonly string[] {
  return groupsOf(text).map(joinPieces)
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
