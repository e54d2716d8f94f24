import type { Cassette, CassetteEntry } from '../../cassette/cassette.ts'

/** One state of a cassette. */
export interface CassetteState {
  readonly text: string
  readonly cassette: Cassette
}

/** The three states of a merge: that of both sides, and the one that they come from. */
export interface MergeStates {
  readonly base: CassetteState
  readonly ours: CassetteState
  readonly theirs: CassetteState
}

/**
 * Unites two states of a cassette, call by call: what one side has added, changed or removed is so in the result. A
 * call is the same where its key is, and its place among those of that key.
 *
 * @returns the text; undefined where both sides changed one call, and a person has to choose
 */
export function uniteCassettes({ base, ours, theirs }: MergeStates): string | undefined {
  const [before, own, other] = [callsOf(base), callsOf(ours), callsOf(theirs)]
  if ([before, own, other].some((calls) => calls === undefined)) return undefined
  if (before === undefined || own === undefined || other === undefined) return undefined
  if (ours.cassette.header.rules !== theirs.cassette.header.rules) return undefined
  const header = choose({ before: headerOf(base), own: headerOf(ours), other: headerOf(theirs) })
  if (header.kind !== 'keep') return undefined
  const united: string[] = []
  for (const id of orderOf([...own.keys()], [...other.keys()])) {
    const chosen = choose({ before: before.get(id), own: own.get(id), other: other.get(id) })
    if (chosen.kind === 'conflict') return undefined
    if (chosen.kind === 'keep') united.push(chosen.text)
  }
  return [header.text, ...united].join('---\n')
}

type Choice =
  | { readonly kind: 'keep'; readonly text: string }
  | { readonly kind: 'remove' }
  | { readonly kind: 'conflict' }

function choose({
  before,
  own,
  other,
}: {
  readonly before: string | undefined
  readonly own: string | undefined
  readonly other: string | undefined
}): Choice {
  if (own === other) return own === undefined ? { kind: 'remove' } : { kind: 'keep', text: own }
  // One side left it as it was: the other decides.
  if (own === before) return other === undefined ? { kind: 'remove' } : { kind: 'keep', text: other }
  if (other === before) return own === undefined ? { kind: 'remove' } : { kind: 'keep', text: own }
  return { kind: 'conflict' }
}

// Undefined where a call has no key that is its own: one that was written or edited by hand.
function callsOf({ text, cassette }: CassetteState): ReadonlyMap<string, string> | undefined {
  const counts = new Map<string, number>()
  const calls = new Map<string, string>()
  for (const [index, entry] of cassette.entries.entries()) {
    if (entry.key === undefined || !entry.hasIntactRequest()) return undefined
    const count = (counts.get(entry.key) ?? 0) + 1
    counts.set(entry.key, count)
    calls.set(`${entry.key} ${count}`, documentOf(text, entry, cassette.entries[index + 1]))
  }
  return calls
}

function headerOf({ text, cassette: { entries } }: CassetteState): string {
  const [first] = entries
  return first === undefined ? text : linesOf(text, 1, first.line - 2)
}

function documentOf(text: string, entry: CassetteEntry, next: CassetteEntry | undefined): string {
  return linesOf(text, entry.line, next === undefined ? undefined : next.line - 2)
}

// 1-based, the last one included; the marker between documents is in neither.
function linesOf(text: string, from: number, to: number | undefined): string {
  const lines = text.split('\n').slice(from - 1, to)
  return `${lines.join('\n').trimEnd()}\n`
}

// Our order; what only the others have comes after what was before it there.
function orderOf(own: readonly string[], other: readonly string[]): readonly string[] {
  const order = [...own]
  for (const [index, id] of other.entries()) {
    if (order.includes(id)) continue
    const before = other.slice(0, index).findLast((earlier) => order.includes(earlier))
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id)
  }
  return order
}
