/** What a text was before and after a change. */
export interface ChangedWords {
  readonly before: string
  readonly after: string
}

/**
 * Leaves out the words that both texts begin with, those that both end with, and punctuation that follows both: what is
 * left is what changed.
 */
export function changedWords(texts: ChangedWords): ChangedWords {
  const [older, newer] = [wordsOf(texts.before), wordsOf(texts.after)]
  const shortest = Math.min(older.length, newer.length)
  let start = 0
  while (start < shortest && older[start] === newer[start]) start += 1
  let end = 0
  while (end < shortest - start && older.at(-1 - end) === newer.at(-1 - end)) end += 1
  const before = older.slice(start, older.length - end).join(' ')
  const after = newer.slice(start, newer.length - end).join(' ')
  const mark = MARKS.exec(before)?.[0] ?? ''
  if (mark === '' || !after.endsWith(mark)) return { before, after }
  return { before: before.slice(0, -mark.length), after: after.slice(0, -mark.length) }
}

const MARKS = /[.,;:!?]+$/u

/**
 * Spells in one line what changed: `three → two`, or that no word did.
 *
 * @param longest - characters that are shown of each side
 */
export function spellChange(texts: ChangedWords, longest: number): string {
  const { before, after } = changedWords(texts)
  return before === after ? 'white space' : `${cut(before, longest)} → ${cut(after, longest)}`
}

function cut(words: string, longest: number): string {
  if (words === '') return 'nothing'
  return words.length > longest ? `${words.slice(0, longest)}…` : words
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '')
}
