/** A stretch of words that both texts have, or only one. */
export interface Words {
  readonly kind: 'both' | 'before' | 'after'
  readonly text: string
}

/** Texts whose product of lengths is larger are compared by lines: comparing words takes time with its square. */
const MOST = 400_000_000

/**
 * Compares two texts by words. What both have is cut down to what is around a change.
 *
 * @param around - how many characters are kept before and after a change
 */
export async function diffWords(before: string, after: string, around: number): Promise<readonly Words[]> {
  const { diffLines, diffWordsWithSpace } = await import('diff')
  const isLong = before.length * after.length > MOST
  const found = isLong ? diffLines(before, after) : diffWordsWithSpace(before, after)
  const changes = found.map(({ added, removed, value }): Words => ({
    kind: added ? 'after' : removed ? 'before' : 'both',
    text: value,
  }))
  const joined = joinChanges(changes)
  return joined.map((words, index) =>
    words.kind === 'both'
      ? { ...words, text: cut(words.text, around, { isFirst: index === 0, isLast: index === joined.length - 1 }) }
      : words,
  )
}

// Words that changed with a blank between them are one change: many small ones cannot be read.
function joinChanges(changes: readonly Words[]): readonly Words[] {
  const joined: Words[] = []
  let older = ''
  let newer = ''
  const flush = (): void => {
    if (older !== '') joined.push({ kind: 'before', text: older })
    if (newer !== '') joined.push({ kind: 'after', text: newer })
    older = ''
    newer = ''
  }
  for (const [index, { kind, text }] of changes.entries()) {
    const isBetween = kind === 'both' && /^\s+$/u.test(text) && older + newer !== '' && index < changes.length - 1
    if (kind === 'both' && !isBetween) {
      flush()
      joined.push({ kind, text })
      continue
    }
    if (kind !== 'after') older += text
    if (kind !== 'before') newer += text
  }
  flush()
  return joined
}

function cut(
  text: string,
  around: number,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): string {
  const head = isFirst ? '' : text.slice(0, around)
  const tail = isLast ? '' : text.slice(Math.max(0, text.length - around))
  return head.length + tail.length + MARK.length >= text.length ? text : `${head}${MARK}${tail}`
}

const MARK = ' … '
