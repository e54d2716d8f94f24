import { kindOf } from '../../../text/patterns/long-stretches.ts'
import { applyReplacements, createWayBack, type Replacement } from '../../replacement.ts'
import type { View } from './unescaped-view.ts'

/** Without dashes: the delimiters of multipart are made of them. */
const BASE64 = kindOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
/** A line break as it is, and as JSON has it; what indents the next line. */
const BREAK = /(?:\r?\n|(?:\\{1,4}r)?\\{1,4}n)[ \t]{0,16}/g
/** So much in a line is base64 by itself; shorter lines are, where the next or the last one is as long. */
const LONG = 16
const SHORT = 4
/** What may be behind the last line: its padding, a quote. */
const LINE_ENDS: ReadonlySet<string> = new Set(['\n', '\r', '\\', '"', "'", '=', '<', '`'])

/**
 * Gives a text without the line breaks that wrap base64 or hex. Words of two lines become one in it: it is good for what
 * is encoded only.
 *
 * @returns the text; undefined where nothing is wrapped
 */
export function unwrappedView(text: string): View | undefined {
  if (!text.includes('\n') && !text.includes('\\n')) return undefined
  const breaks: Replacement[] = []
  let lineAt = 0
  let lastLength = 0
  for (const { 0: match, index: start } of text.matchAll(BREAK)) {
    const end = start + match.length
    const length = lengthBefore(text, start, lineAt)
    const next = length < SHORT ? 0 : lengthOfLine(text, end)
    if (next > 0 && (length >= LONG || length === lastLength || length === next)) breaks.push({ start, end, as: '' })
    lastLength = length
    lineAt = end
  }
  return breaks.length === 0 ? undefined : { text: applyReplacements(text, breaks), toOriginal: createWayBack(breaks) }
}

function lengthBefore(text: string, end: number, lineAt: number): number {
  let start = end
  while (start > lineAt && isBase64(text, start - 1)) start -= 1
  return end - start
}

// None where other words go on in the line.
function lengthOfLine(text: string, start: number): number {
  let end = start
  while (isBase64(text, end)) end += 1
  return end === text.length || LINE_ENDS.has(text.charAt(end)) ? end - start : 0
}

function isBase64(text: string, at: number): boolean {
  return BASE64[text.charCodeAt(at)] === 1
}
