const LOOKED_AT = 16

/**
 * Chooses where a long text is broken, by the characters before each place: where a word changes, the breaks behind it
 * stay where they are, and a diff shows one line.
 *
 * @param places - where it may be broken, ascending
 * @returns one of them; undefined where there are none
 */
export function steadyBreak(text: string, places: readonly number[]): number | undefined {
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const place of places) {
    const hash = hashBefore(text, place)
    if (hash > least) continue
    best = place
    least = hash
  }
  return best
}

// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, stirred: its high bits differ too little.
function hashBefore(text: string, end: number): number {
  let hash = 0x81_1c_9d_c5
  for (let at = Math.max(0, end - LOOKED_AT); at < end; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93)
  return Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 0
}
