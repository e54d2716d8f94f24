import type { Replacement } from '../replacement.ts'
import { endsOf, textOfSpelling, type JsonString } from './json-strings.ts'

/** A piece of a text that comes in many, and whether it is spelled as JSON. */
export interface Piece extends JsonString {
  readonly isJson: boolean
}

/** Puts the text together that pieces tell. */
export function joinPieces(pieces: readonly Piece[]): string {
  return pieces.map(textOf).join('')
}

function textOf({ spelling, isJson }: Piece): string {
  return isJson ? textOfSpelling(spelling) : spelling
}

/**
 * Brings what was found in the text of many pieces back into them. Also what lies within one piece: it may be a secret
 * only for what another piece says before it.
 *
 * @param found - in what {@link joinPieces} gave; by offset, none overlapping another
 * @returns replacements in the text that the pieces are in: the first piece of each gets the text that replaces the
 *   whole, the others lose their parts
 */
export function spreadOver(found: readonly Replacement[], pieces: readonly Piece[]): readonly Replacement[] {
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
