/** How many characters two texts have in common at both ends; these never overlap. */
export interface CommonEnds {
  readonly head: number
  readonly tail: number
}

/** Counts the characters that two texts both begin with, and those that both end with. */
export function commonEnds(left: string, right: string): CommonEnds {
  const shorter = Math.min(left.length, right.length)
  let head = 0
  while (head < shorter && left.charCodeAt(head) === right.charCodeAt(head)) head += 1
  const [lastLeft, lastRight] = [left.length - 1, right.length - 1]
  let tail = 0
  while (tail < shorter - head && left.charCodeAt(lastLeft - tail) === right.charCodeAt(lastRight - tail)) tail += 1
  return { head, tail }
}
