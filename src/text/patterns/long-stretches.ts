/** A stretch of text, by offsets. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** The characters of a kind: 1 at the code of each, all of them ASCII. */
export type CharacterKind = Uint8Array

/** Makes a kind of ASCII characters: all that are in `members`. */
export function kindOf(members: string): CharacterKind {
  const kind = new Uint8Array(128)
  for (const member of members) kind[member.charCodeAt(0)] = 1
  return kind
}

/** The characters of base64, also as it is in URLs. */
export const BASE64 = kindOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')

/**
 * Lists the stretches of a text that have at least so many characters of one kind. It looks at one character in
 * `minimal` only, and around those of the kind: where most stretches are short, as words are, this takes a tenth of the
 * time of a pattern.
 *
 * @param minimal - in UTF-16 units
 */
export function longStretches(text: string, kind: CharacterKind, minimal: number): readonly Stretch[] {
  const found: Stretch[] = []
  for (let at = minimal - 1; at < text.length; at += minimal) {
    if (kind[text.charCodeAt(at)] !== 1) continue
    let start = at
    while (start > 0 && kind[text.charCodeAt(start - 1)] === 1) start -= 1
    let end = at + 1
    while (end < text.length && kind[text.charCodeAt(end)] === 1) end += 1
    if (end - start >= minimal) found.push({ start, end })
    // What comes next of this kind begins behind the end.
    at = Math.max(at, end)
  }
  return found
}
