/** Embeddings, overrides and isolates of the bidirectional algorithm. https://www.unicode.org/reports/tr9/ */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/gu

/** Spells what turns the direction of a text, `<U+202E>`, so that it is read in the order in which it is stored. */
export function spellDirections(text: string): string {
  return text.replaceAll(DIRECTIONS, (character) => `<U+${codeOf(character).toUpperCase()}>`)
}

/** Escapes the same in JSON, whose value stays what it is. */
export function escapeDirections(json: string): string {
  return json.replaceAll(DIRECTIONS, (character) => `\\u${codeOf(character)}`)
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0')
}
