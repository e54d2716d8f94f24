import { kindOf, longStretches, type Stretch } from '../../../text/patterns/long-stretches.ts'
import { rememberLast } from '../../../text/remember-last.ts'
import type { Replacement } from '../../replacement.ts'
import { isReadable } from './is-readable.ts'

/** How a list of bytes is spelled. */
interface Spelling {
  /** At most so many bytes at once: engines remember each repetition. Behind them, the next list begins. */
  readonly list: RegExp
  readonly item: RegExp
  readonly parse: (item: string) => number
  readonly format: (byte: number) => string
}

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Digits, and what is between them. */
const CHARACTERS = kindOf('0123456789abcdefABCDEFx,:- \t\r\n\\nrt')
/** Ten bytes of text, as decimal numbers or in hex, with what is between them. */
const MINIMAL = 24

/** Lists the stretches of a text that may be bytes in numbers, and what is between them. */
export const byteStretchesOf: (text: string) => readonly Stretch[] = rememberLast((text) =>
  longStretches(text, CHARACTERS, MINIMAL),
)

const SPELLINGS: readonly Spelling[] = [
  // `JSON.stringify` of a Buffer or a Uint8Array's values, also over several lines; Go has spaces only.
  {
    list: /(?<![\d.])\d{1,3}(?:(?:,(?:\s|\\{1,3}[nrt]){0,40}| )\d{1,3}(?![\d.])){9,20000}/g,
    item: /\d+/g,
    parse: Number,
    format: String,
  },
  {
    list: /(?<![0-9a-z])[0-9a-f]{2}(?:[ :,-][0-9a-f]{2}(?![0-9a-z])){9,20000}/gi,
    item: /[0-9a-f]{2}/gi,
    parse: (item) => Number.parseInt(item, 16),
    format: hexOf,
  },
  {
    list: /0x[0-9a-f]{2}(?:[, ]\s{0,40}0x[0-9a-f]{2}){9,20000}/gi,
    item: /0x[0-9a-f]{2}/gi,
    parse: Number,
    format: (byte) => `0x${hexOf(byte)}`,
  },
]

/**
 * Finds secrets in lists of bytes: `[107, 101, 121]`, `6b 65 79`, `6b:65:79`, `0x6b, 0x65`.
 *
 * @param change - takes secrets out of bytes; gives the same object where there are none
 * @returns each list that held one, spelled as before
 */
export function findInByteLists(text: string, change: (bytes: Uint8Array) => Uint8Array): readonly Replacement[] {
  const found: Replacement[] = []
  for (const { start, end } of byteStretchesOf(text)) {
    // With what is before: a number may have begun there.
    const from = Math.max(0, start - 1)
    const part = text.slice(from, end + 1)
    for (const spelling of SPELLINGS)
      for (const one of findSpelled(part, spelling, change))
        found.push({ start: from + one.start, end: from + one.end, as: one.as })
  }
  return found
}

function findSpelled(
  text: string,
  { list, item, parse, format }: Spelling,
  change: (bytes: Uint8Array) => Uint8Array,
): readonly Replacement[] {
  const found: Replacement[] = []
  for (const { 0: match, index } of text.matchAll(list)) {
    const values = [...match.matchAll(item)].map(([spelled]) => parse(spelled))
    if (values.some((value) => value > 255)) continue
    const bytes = Uint8Array.from(values)
    if (!isReadable(bytes.subarray(0, 16))) continue
    const changed = change(bytes)
    const separator = /^(?:0x)?[0-9a-f]+([^0-9a-z]+)/i.exec(match)?.[1] ?? ' '
    if (changed !== bytes)
      found.push({ start: index, end: index + match.length, as: [...changed].map(format).join(separator) })
  }
  return found
}
