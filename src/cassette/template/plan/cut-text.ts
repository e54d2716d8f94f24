/**
 * Cuts a text into pieces. One that was edited is cut into as many, each as long in proportion, never within a
 * character.
 *
 * @param sizes - of the pieces as they were, in UTF-16 units
 */
export function cutText(text: string, sizes: readonly number[]): readonly string[] {
  const length = sizes.reduce((sum, size) => sum + size, 0)
  const stretch = length === 0 ? 0 : text.length / length
  const pieces: string[] = []
  let at = 0
  let wanted = 0
  for (const [index, size] of sizes.entries()) {
    wanted += size
    const isLast = index === sizes.length - 1
    let end = isLast ? text.length : stretch === 1 ? wanted : Math.round(wanted * stretch)
    if (stretch !== 1 && !isLast && isLowSurrogate(text.charCodeAt(end))) end += 1
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}

/**
 * Cuts off the beginnings of a text. One that was edited has as many, each as long in proportion.
 *
 * @param ends - of the beginnings as they were, in UTF-16 units; the last is that of the whole text
 */
export function growText(text: string, ends: readonly number[]): readonly string[] {
  const pieces = cutText(
    text,
    ends.map((end, index) => end - (ends[index - 1] ?? 0)),
  )
  let grown = ''
  return pieces.map((piece) => (grown += piece))
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
