import { commonEnds } from '../../text/common-ends.ts'
import type { WireBody } from '../data/test-wire.ts'

/** How many of the calls before are looked at: branches of an agent are seldom further apart. */
const LOOKED_BACK = 8
/** What is shorter is written out. */
const SHORTEST_REPEAT = 512

/**
 * Writes a body as what it adds to one before it: agents send the whole conversation again with every call, which would
 * make a page grow with the square of their turns.
 *
 * @param earlier - the bodies before it, by the places of their calls; undefined for those that are no text
 */
export function repeatBody(text: string, earlier: readonly (string | undefined)[]): WireBody {
  let best: { readonly call: number; readonly head: number; readonly tail: number } | undefined
  for (let call = earlier.length - 1; call >= Math.max(0, earlier.length - LOOKED_BACK); call -= 1) {
    const other = earlier[call]
    if (other === undefined) continue
    const same = commonEnds(text, other)
    if (best === undefined || same.head + same.tail > best.head + best.tail) best = { call, ...same }
  }
  if (best === undefined || best.head + best.tail < SHORTEST_REPEAT) return { kind: 'text', text }
  return { kind: 'like', ...best, middle: text.slice(best.head, text.length - best.tail) }
}
