/**
 * How a value is spelled where it stands: `value` as JSON; `json` as a string that holds JSON, compact, `spaced` with a
 * space after each `,` and `:`; a text as `base64`; `grown` as all of it so far.
 */
type HoleSpelling = 'value' | 'json' | 'spaced' | 'base64' | 'grown'

/**
 * A place in a body, spelled as a string in JSON: `"$answer.text"`, `"$3"`, `"$file 0f1e2d3c4b5a6978.png"`.
 */
export interface Hole {
  /** What fills it: a numbered value, a part of the answer or of the request, a text of the body, a file. */
  readonly name: string
  readonly spelling: HoleSpelling
  /** Whether it takes the next piece of a text, the next value of a list. */
  readonly isNext: boolean
}

const NAME = String.raw`\d+|(?:answer|request)(?:\.[\w-]+)+|texts\.\d+|call \d+(?:\.[\w-]+)+|(?:file|base64(?:url=?)?|data \S+|json) \S+`
const SPELLING = 'json|spaced|base64|grown'
const HOLE = new RegExp(`^(${NAME})(?: (${SPELLING}))?(\\+)?$`)
const ESCAPED = new RegExp(`^\\$+(?:${NAME})(?: (?:${SPELLING}))?\\+?$`)

/**
 * Reads the string of a hole.
 *
 * @param text - a string of a body
 * @returns the hole; undefined where the string is meant literally
 */
export function parseHole(text: string): Hole | undefined {
  if (text.charCodeAt(0) !== 0x24) return undefined
  const match = HOLE.exec(text.slice(1))
  if (match === null) return undefined
  const [, name = '', spelling, next] = match
  return {
    name,
    spelling: isSpelling(spelling) ? spelling : 'value',
    isNext: next !== undefined,
  }
}

function isSpelling(text: string | undefined): text is HoleSpelling {
  return text !== undefined && SPELLING.split('|').includes(text)
}

/** Spells a hole. */
export function writeHole({ name, spelling, isNext }: Hole): string {
  return `$${name}${spelling === 'value' ? '' : ` ${spelling}`}${isNext ? '+' : ''}`
}

/** Escapes a string that only looks like a hole with one more `$`. */
export function escapeHole(text: string): string {
  return ESCAPED.test(text) ? `$${text}` : text
}

/** Takes the mark off a string that only looks like a hole. */
export function unescapeHole(text: string): string {
  return text.startsWith('$$') && ESCAPED.test(text) ? text.slice(1) : text
}
