import type { Headers } from '../../cassette/call.ts'

/** RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/u
/** RFC 9110, section 5.5: visible characters, blanks, tabs, and bytes beyond ASCII. */
const VALUE = /^[\t\u0020-\u007E\u0080-\u00FF]*$/u
/** A line that goes on in the next one, which begins with a blank (RFC 9112, section 5.2). */
const FOLD = /[\t ]*\r?\n[\t ]+/gu

/** Headers that a message can hold, and those of a recording that none can. */
export interface CleanHeaders {
  readonly headers: Headers
  /** Names of what was left out. */
  readonly dropped: readonly string[]
}

/** Leaves out what would break an HTTP message: line breaks, and names that no header can have. */
export function cleanHeaders(headers: Headers): CleanHeaders {
  const dropped = new Set<string>()
  const kept = Object.entries(headers).flatMap(([name, field]) => {
    const values = [field].flat().map(plainValue)
    const good = NAME.test(name) ? values.filter(isHeaderText) : []
    if (good.length < values.length) dropped.add(name)
    const [first, ...others] = good
    return first === undefined ? [] : [[name, others.length === 0 ? first : [first, ...others]] as const]
  })
  return { headers: Object.fromEntries(kept), dropped: [...dropped] }
}

/** Says whether a text can be in the head of a message. */
export function isHeaderText(text: string): boolean {
  return VALUE.test(text)
}

// What was read as UTF-8 is written by its bytes, as it came.
function plainValue(value: string): string {
  const line = value.replaceAll(FOLD, ' ').trim()
  return /[\u0100-\u{10FFFF}]/u.test(line) ? Buffer.from(line).toString('latin1') : line
}
