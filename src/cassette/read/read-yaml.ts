import { escapeUnprintable, isPlainValue, isPlainWords, type PlainValue } from '../form/write-yaml.ts'

/** A document that the fast reader does not understand: it was written by somebody else. */
export class NotOurYaml extends Error {}

interface Lines {
  readonly lines: string[]
  at: number
}

/** Deeper than any cassette that is written: what follows is recursive, and must not run out of stack. */
export const DEEPEST_YAML = 200
const TOO_MANY_LISTS = '['.repeat(DEEPEST_YAML)
/** What the writer leaves as JSON has it: numbers, lists of numbers, constants, nothing inside. */
const FLOW = /^(?:\{\}|[-\d[][-+\d.eE, [\]]*|true|false|null)$/
const KEY = /^( *)(?:([A-Za-z_$][^:"\\]*)|("(?:[^"\\]|\\.){0,1024}")):(?: (.*))?$/

/**
 * Reads the YAML that {@link writeMapping} writes, and refuses all other. Some 30 times as fast as a whole parser,
 * whose first document alone takes longer than a test.
 *
 * @returns the value; objects have no prototype, so that a key `__proto__` is a key
 * @throws {NotOurYaml} for whatever the writer would have written in another way
 */
export function readMapping(text: string): Record<string, PlainValue> {
  // A line break to other parsers; the writer has none.
  if (text.includes('\r')) throw new NotOurYaml()
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n')
  const source: Lines = { lines, at: 0 }
  const value = readEntries(source, 0)
  if (source.at < lines.length) throw new NotOurYaml()
  return value
}

function readEntries(source: Lines, indent: number): Record<string, PlainValue> {
  if (indent > 2 * DEEPEST_YAML) throw new NotOurYaml()
  const value: Record<string, PlainValue> = Object.create(null)
  while (source.at < source.lines.length) {
    const line = source.lines[source.at] ?? ''
    if (isAbove(line, indent)) break
    const match = KEY.exec(line)
    if (match === null || match[1]?.length !== indent) throw new NotOurYaml()
    const key = readKey(match[2], match[3] ?? '')
    if (key in value) throw new NotOurYaml()
    source.at += 1
    value[key] = readValue(source, match[4], indent)
  }
  return value
}

// Reads what follows `key:`, on its line or below it.
function readValue(source: Lines, rest: string | undefined, indent: number): PlainValue {
  if (rest === undefined || rest === '') return readNested(source, indent + 2)
  if (rest.startsWith('|')) return readBlock(source, rest, indent + 2)
  return readScalar(rest.startsWith('"') && rest.endsWith('\\') ? readBroken(source, rest, indent + 2) : rest)
}

function readNested(source: Lines, indent: number): PlainValue {
  const line = source.lines[source.at]
  if (line === undefined || indentOf(line) !== indent) throw new NotOurYaml()
  return isItem(line, indent) ? readItems(source, indent) : readEntries(source, indent)
}

function readItems(source: Lines, indent: number): PlainValue[] {
  const items: PlainValue[] = []
  while (source.at < source.lines.length) {
    const line = source.lines[source.at] ?? ''
    if (isAbove(line, indent)) break
    if (!isItem(line, indent)) throw new NotOurYaml()
    items.push(readItem(source, line, indent))
  }
  return items
}

function readItem(source: Lines, line: string, indent: number): PlainValue {
  const rest = line.slice(indent + 2)
  const isMapping = !/^[|[{]/.test(rest) && KEY.test(rest)
  if (!isMapping) {
    source.at += 1
    return readValue(source, rest, indent)
  }
  // The dash is replaced by a space: what follows is a mapping one step deeper.
  source.lines[source.at] = `${' '.repeat(indent + 2)}${rest}`
  return readEntries(source, indent + 2)
}

// A line of an outer mapping ends an inner one.
function isAbove(line: string, indent: number): boolean {
  return line !== '' && indentOf(line) < indent
}

function isItem(line: string, indent: number): boolean {
  return indentOf(line) === indent && line[indent] === '-' && (line.length === indent + 1 || line[indent + 1] === ' ')
}

// A quoted text goes on in the next line where a backslash ends one.
function readBroken(source: Lines, first: string, indent: number): string {
  const prefix = ' '.repeat(indent)
  const parts: string[] = []
  let line = first
  while (line.endsWith('\\')) {
    parts.push(line.slice(0, -1))
    const below = source.lines[source.at]
    if (below === undefined || !below.startsWith(prefix)) throw new NotOurYaml()
    const next = below.replace(/^ +/, '')
    source.at += 1
    line = next.startsWith('\\ ') ? next.slice(1) : next
  }
  return [...parts, line].join('')
}

function readBlock(source: Lines, header: string, indent: number): string {
  const match = /^\|2?([+-]?)$/.exec(header)
  if (match === null) throw new NotOurYaml()
  const kept: string[] = []
  const prefix = ' '.repeat(indent)
  for (; source.at < source.lines.length; source.at += 1) {
    const line = source.lines[source.at] ?? ''
    if (line !== '' && !line.startsWith(prefix)) break
    kept.push(line.slice(indent))
  }
  let blank = 0
  while (kept.at(-1) === '') {
    kept.pop()
    blank += 1
  }
  const body = kept.join('\n')
  // Without a number, the first line with text says how far a block is indented.
  if (body === '' || (!header.startsWith('|2') && /^[ \n]/.test(body))) throw new NotOurYaml()
  if (match[1] === '-') return body
  return match[1] === '+' ? `${body}${'\n'.repeat(blank + 1)}` : `${body}\n`
}

function readKey(plain: string | undefined, quoted: string): string {
  if (plain === undefined) return readQuoted(quoted)
  if (!isPlainWords(plain)) throw new NotOurYaml()
  return plain
}

function readScalar(text: string): PlainValue {
  if (text.startsWith('"')) return readQuoted(text)
  if (text.startsWith('{"')) return readFlowMapping(text)
  if (FLOW.test(text) && !text.startsWith(TOO_MANY_LISTS)) return readJson(text)
  // Case, comments, a space too many: other parsers might see more in it than words.
  if (!isPlainValue(text)) throw new NotOurYaml()
  return text
}

// The last line of a call. Spelled in another way, a key may be there twice.
function readFlowMapping(text: string): PlainValue {
  const value = isDeepFlow(text) ? null : readJson(text)
  if (escapeUnprintable(JSON.stringify(value)) !== text) throw new NotOurYaml()
  return value
}

function isDeepFlow(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > DEEPEST_YAML) return true
  }
  return false
}

function readQuoted(text: string): string {
  const value = readJson(text)
  if (typeof value !== 'string') throw new NotOurYaml()
  return value
}

function readJson(text: string): PlainValue {
  try {
    return JSON.parse(text)
  } catch {
    throw new NotOurYaml()
  }
}

function indentOf(line: string): number {
  let indent = 0
  while (line[indent] === ' ') indent += 1
  return indent
}
