/** A part of a text, and what replaces it. */
export interface Replacement {
  /** Offset of its first character. */
  readonly start: number
  /** Offset after its last one. */
  readonly end: number
  readonly as: string
}

/**
 * Puts replacements in order and makes one of those that overlap, so that no rest of either part stays.
 *
 * @param replacements - in order of precedence: of those that overlap, the first gives the text
 * @returns replacements by offset, none overlapping another
 */
export function mergeReplacements(replacements: readonly Replacement[]): readonly Replacement[] {
  const ranked = replacements.map((replacement, rank) => ({ ...replacement, rank }))
  const merged: (typeof ranked)[number][] = []
  for (const next of ranked.toSorted((left, right) => left.start - right.start || left.rank - right.rank)) {
    const last = merged.at(-1)
    if (last === undefined || next.start >= last.end) {
      merged.push(next)
      continue
    }
    const winner = next.rank < last.rank ? next : last
    merged[merged.length - 1] = { ...winner, start: last.start, end: Math.max(last.end, next.end) }
  }
  return merged.map(({ start, end, as }) => ({ start, end, as }))
}

/**
 * Carries replacements out.
 *
 * @param text - the text that they were found in
 * @param replacements - by offset, none overlapping another
 * @returns the text with every part replaced
 */
export function applyReplacements(text: string, replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return text
  let result = ''
  let done = 0
  for (const { start, end, as } of replacements) {
    result += text.slice(done, start) + as
    done = end
  }
  return result + text.slice(done)
}

/**
 * Makes the way back from a replaced text. It takes as long for the last of many replacements as for the first.
 *
 * @param replacements - those that the text was made with, by offset
 * @returns finds where a part of the replaced text comes from; a part that touches a replaced one takes it in as a
 *   whole
 */
export function createWayBack(replacements: readonly Replacement[]): (found: Replacement) => Replacement {
  if (replacements.length === 0) return (found) => found
  const starts = new Float64Array(replacements.length)
  const ends = new Float64Array(replacements.length)
  let shift = 0
  for (const [index, { start, end, as }] of replacements.entries()) {
    starts[index] = start + shift
    ends[index] = start + shift + as.length
    shift += as.length - (end - start)
  }
  // The first replacement that ends behind a place; those before it have moved the place by all that they grew.
  const firstBehind = (place: number): number => {
    let low = 0
    let high = replacements.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) > place) high = middle
      else low = middle + 1
    }
    return low
  }
  const moved = (place: number, index: number): number => {
    const before = replacements[index - 1]
    return before === undefined ? place : before.end + (place - (ends[index - 1] ?? 0))
  }
  const startOf = (place: number): number => {
    const index = firstBehind(place)
    return (starts[index] ?? Infinity) < place ? (replacements[index]?.start ?? 0) : moved(place, index)
  }
  const endOf = (place: number): number => {
    let index = firstBehind(place)
    // What was taken out right behind a part is no part of it.
    while (index > 0 && starts[index - 1] === place && ends[index - 1] === place) index -= 1
    return (starts[index] ?? Infinity) < place ? (replacements[index]?.end ?? 0) : moved(place, index)
  }
  return ({ start, end, as }) => ({ start: startOf(start), end: endOf(end), as })
}
