/** Characters that are shown of each text. */
const LONGEST = 48

/** The words in which two texts differ, as one line: what both have before and after them is left out. */
export function changedWords(before: string, after: string): string {
  const [old, fresh] = [before.split(/(?<=\s)/u), after.split(/(?<=\s)/u)]
  const head = lengthOfSame(old, fresh)
  const tail = Math.min(lengthOfSame(old.toReversed(), fresh.toReversed()), Math.min(old.length, fresh.length) - head)
  const middle = (words: readonly string[]): string => cut(words.slice(head, words.length - tail).join(''))
  return `${middle(old)} → ${middle(fresh)}`
}

function lengthOfSame(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((word, index) => word !== right[index])
  return at < 0 ? Math.min(left.length, right.length) : at
}

function cut(text: string): string {
  const line = text.trim().replaceAll(/\s+/gu, ' ')
  if (line === '') return 'nothing'
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`
}
