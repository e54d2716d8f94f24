/** A string value in a line of JSON. */
export interface JsonString {
  /** Names and indexes that lead to it: strings with the same path in other lines go on where it ends. */
  readonly path: string
  /** Offset of its first character after the quote. */
  readonly start: number
  /** As it is spelled, without quotes. */
  readonly spelling: string
}

const TOKEN = /"((?:[^"\\]|\\.)*)"|[{}[\],:]/g

/**
 * Lists the string values of JSON, without parsing it: their offsets are what is asked for.
 *
 * @param json - JSON text; of any other text, what looks like strings of it
 * @returns the strings in their order, names of entries not among them
 */
export function stringsOf(json: string): readonly JsonString[] {
  const strings: JsonString[] = []
  /** Of each open object the name, of each open list the index that comes next. */
  const stack: { isList: boolean; step: string; isNameNext: boolean }[] = []
  for (const { 0: token, 1: spelling, index } of json.matchAll(TOKEN)) {
    const top = stack.at(-1)
    if (spelling !== undefined) {
      if (top?.isNameNext === true) top.step = spelling
      else strings.push({ path: stack.map(({ step }) => step).join('.'), start: index + 1, spelling })
    } else if (token === '{' || token === '[') {
      stack.push({ isList: token === '[', step: '0', isNameNext: token === '{' })
    } else if (token === '}' || token === ']') {
      stack.pop()
    } else if (top !== undefined) {
      if (top.isList) top.step = String(Number(top.step) + 1)
      else top.isNameNext = token === ','
    }
  }
  return strings
}

/**
 * Resolves the escapes of a JSON string.
 *
 * @returns its text, of as many UTF-16 units as {@link endsOf} has places
 */
export function textOfSpelling(spelling: string): string {
  return spelling.includes('\\') ? spelling.replaceAll(UNIT, unescape) : spelling
}

/**
 * Finds where the characters of a JSON string stand in its spelling.
 *
 * @returns the offset after each UTF-16 unit of its text
 */
export function endsOf(spelling: string): readonly number[] {
  let end = 0
  return [...spelling.matchAll(UNIT)].map(([unit]) => (end += unit.length))
}

const UNIT = /\\u[0-9a-fA-F]{4}|\\.|[\s\S]/g

function unescape(unit: string): string {
  if (unit.length === 1) return unit
  try {
    return String(JSON.parse(`"${unit}"`))
  } catch {
    // No escape of JSON: it stands for itself.
    return unit.slice(1)
  }
}
