const ESCAPE = /\\(?:u([0-9a-f]{4})|\/)/g
const NON_ASCII = 'non-ASCII'
const SLASH = '/'

/**
 * Finds which characters a JSON text escapes though it need not, such as `<` or all beyond ASCII.
 *
 * @returns their names, joined by blanks; undefined where there are none
 */
export function findEscapes(text: string): string | undefined {
  if (!text.includes(String.raw`\u`) && !text.includes(String.raw`\/`)) return undefined
  const found = new Set<string>()
  for (const [, hex] of text.matchAll(ESCAPE)) {
    const code = hex === undefined ? SLASH.charCodeAt(0) : Number.parseInt(hex, 16)
    if (code > 0x7e) found.add(NON_ASCII)
    else if (code >= 0x20 && code !== 0x22 && code !== 0x5c) found.add(String.fromCharCode(code))
  }
  return found.size === 0 ? undefined : [...found].toSorted().join(' ')
}

/** Escapes what {@link findEscapes} found, everywhere. */
export function applyEscapes(text: string, escapes: string): string {
  const names = escapes.split(' ')
  const characters = names.filter((name) => name.length === 1 && name !== SLASH)
  let escaped = text
  if (names.includes(SLASH)) escaped = escaped.replaceAll(/(?<!\\)\//g, String.raw`\/`)
  if (names.includes(NON_ASCII)) escaped = escaped.replaceAll(/[\u0080-\uffff]/g, escapeCharacters)
  for (const character of characters) escaped = escaped.replaceAll(character, escapeCharacters)
  return escaped
}

// One UTF-16 unit after the other, as JSON has it.
function escapeCharacters(text: string): string {
  let escaped = ''
  for (let index = 0; index < text.length; index += 1)
    escaped += String.raw`\u` + text.charCodeAt(index).toString(16).padStart(4, '0')
  return escaped
}
