/** A part of a text, or of bytes, and what stands for it. */
export interface Replacement {
  /** Offset of its first character or byte. */
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
 * Finds where a part of the replaced text comes from.
 *
 * @param replacements - those that the text was made with
 * @param found - offsets in the replaced text
 * @returns offsets in the first text; a part that touches a replaced one takes it in as a whole
 */
export function mapToOriginal(replacements: readonly Replacement[], found: Replacement): Replacement {
  let { start, end } = found
  let shift = 0
  for (const replacement of replacements) {
    const from = replacement.start + shift
    const to = from + replacement.as.length
    shift += replacement.as.length - (replacement.end - replacement.start)
    if (to <= found.start) start = found.start - shift
    else if (from < found.start) start = replacement.start
    if (to <= found.end) end = found.end - shift
    else if (from < found.end) end = replacement.end
  }
  return { start, end, as: found.as }
}
