import type { Stretch } from '../../text/patterns/long-stretches.ts'
import { endOfString } from './json-strings.ts'

/** One event of a stream. */
export interface StreamEvent {
  /** Where its content is: several lines of an event of SSE. */
  readonly stretches: readonly Stretch[]
  /** `json` is searched for strings, `text` is a piece by itself. */
  readonly kind: 'json' | 'text'
  /** Sets events apart that tell different things: the code of a line of the AI SDK. */
  readonly lane: string
}

const EVENT_STREAM = /^\uFEFF?\s*(?:data|event|id|retry|:[^\n]*\n\s*(?:data|event|id|retry))?:/
// Two values at least: a request is one, and is looked at on every replay.
const JSON_VALUES = /\}\s*\n\s*\{/
const CODED_LINES = /^[0-9a-z]{1,2}:["{[]/
const CODED_LINE = /^([0-9a-z]{1,2}):(?=["{[])/

/**
 * Splits a stream into its events: SSE, values of JSON one after another (also over several lines), a list of them, and
 * the coded lines of the AI SDK.
 *
 * @param text - a body; any that is no stream has no events
 */
export function splitEvents(text: string): readonly StreamEvent[] {
  const first = text.trimStart().slice(0, 1)
  // Without a line break there is one value; the search for one is cheaper than the pattern.
  if (first === '{') return text.includes('\n') && JSON_VALUES.test(text) ? splitValues(text, 0) : []
  if (first === '[') return /^\s*\[\s*\{/.test(text) ? splitValues(text, 1) : []
  if (CODED_LINES.test(text)) return splitCodedLines(text)
  return EVENT_STREAM.test(text) ? splitServerSentEvents(text) : []
}

function splitServerSentEvents(text: string): readonly StreamEvent[] {
  const events: StreamEvent[] = []
  let stretches: Stretch[] = []
  for (const { start, end } of linesOf(text)) {
    if (text.startsWith('data:', start)) {
      stretches.push({ start: text[start + 5] === ' ' ? start + 6 : start + 5, end })
    } else if (end === start && stretches.length > 0) {
      events.push(eventOf(text, stretches))
      stretches = []
    }
  }
  if (stretches.length > 0) events.push(eventOf(text, stretches))
  return events
}

function eventOf(text: string, stretches: readonly Stretch[]): StreamEvent {
  const isJson = /^[{["]/.test(text.slice(stretches[0]?.start ?? 0).slice(0, 1))
  return { stretches, kind: isJson ? 'json' : 'text', lane: '' }
}

function splitCodedLines(text: string): readonly StreamEvent[] {
  const events: StreamEvent[] = []
  for (const { start, end } of linesOf(text)) {
    const code = CODED_LINE.exec(text.slice(start, start + 4))?.[1]
    if (code !== undefined)
      events.push({ stretches: [{ start: start + code.length + 1, end }], kind: 'json', lane: code })
  }
  return events
}

function splitValues(text: string, depthOfValues: number): readonly StreamEvent[] {
  const events: StreamEvent[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at]
    if (mark === '"') {
      const close = endOfString(text, at + 1, text.length)
      // A stream that was cut: what is left of it is its last event.
      if (close === -1) break
      at = close
    } else if (mark === '{' || mark === '[') {
      if (depth === depthOfValues) start = at
      depth += 1
    } else if (mark === '}' || mark === ']') {
      depth -= 1
      if (depth === depthOfValues && mark === '}')
        events.push({ stretches: [{ start, end: at + 1 }], kind: 'json', lane: '' })
    }
  }
  if (depth > depthOfValues) events.push({ stretches: [{ start, end: text.length }], kind: 'json', lane: '' })
  return events
}

// A line ends with a line feed, a carriage return, or both; JSON has neither in a string.
function* linesOf(text: string): Iterable<Stretch> {
  const isOfReturns = !text.includes('\n')
  let start = 0
  while (start <= text.length) {
    const lineEnd = text.indexOf(isOfReturns ? '\r' : '\n', start)
    const next = lineEnd === -1 ? text.length : lineEnd
    yield { start, end: text[next - 1] === '\r' && next > start ? next - 1 : next }
    start = next + 1
  }
}
