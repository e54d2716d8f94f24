import { endOfJsonString } from '../text/patterns/end-of-json-string.ts'
import { isJsonList, type JsonNode, type JsonRecord } from './json-node.ts'

interface Reader {
  readonly text: string
  at: number
  depth: number
}

/** Far above any real body and far below the end of the stack, so that a body is JSON or not wherever it is read. */
const MAXIMAL_DEPTH = 500
/** Numbers of up to 15 significant digits are exact in a double. */
const EXACT_DIGITS = 15
const SMALLEST_EXACT = 1e-300
/** Above it, insertion is too slow. */
const LARGE_RECORD = 32

// Sticky patterns: each use sets `lastIndex` first. The runs are unrolled, since an alternation per character
// overflows the stack of the engine on images.
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
const CANONICAL_PART = /[^"\\\u0000-\u001F]*(?:\\["\\nrtbf][^"\\\u0000-\u001F]*){0,4096}/y
// oxlint-disable-next-line no-control-regex -- as above
const ANY_PART = /[^"\\\u0000-\u001F]*(?:\\(?:["\\nrtbf/]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001F]*){0,4096}/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_RECORD = 0x7b
const CLOSE_RECORD = 0x7d

/**
 * Reads JSON text into its canonical form, in one pass: as fast as `JSON.parse`, sorting and `JSON.stringify`, and
 * exact.
 *
 * @returns the value, or undefined when the text is not JSON, or is nested deeper than 500 levels
 */
export function parseCanonicalJson(text: string): JsonNode | undefined {
  const reader: Reader = { text, at: 0, depth: 0 }
  const node = readValue(reader)
  if (node === undefined) return undefined
  skipSpace(reader)
  return reader.at === text.length ? node : undefined
}

/**
 * Writes a value as JSON text without white space.
 *
 * @returns the text; the same for two values only if they are the same
 */
export function serializeJson(node: JsonNode): string {
  if (typeof node === 'string') return node
  let text = ''
  if (isJsonList(node)) {
    for (const value of node) text += (text === '' ? '' : ',') + serializeJson(value)
    return `[${text}]`
  }
  let index = 0
  for (const value of node.values) {
    text += `${index === 0 ? '' : ','}${node.names[index]}:${serializeJson(value)}`
    index += 1
  }
  return `{${text}}`
}

/** Times and ids; a number that sets something, such as `max_tokens`, has fewer digits. */
const LONG_NUMBER = /^-?\d{10}/

/**
 * Changes every string value, and every number of ten digits or more; names stay.
 *
 * @param change - is given the text of a string, or the digits of a number
 */
export function mapTexts(node: JsonNode, change: (text: string) => string): JsonNode {
  if (typeof node === 'string') return mapToken(node, change)
  if (isJsonList(node)) return node.map((value) => mapTexts(value, change))
  return { names: node.names, values: node.values.map((value) => mapTexts(value, change)) }
}

/**
 * Takes the quotes and escapes off a scalar.
 *
 * @returns the text of a string; any other token as it is
 */
export function textOfToken(token: string): string {
  if (!token.startsWith('"')) return token
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
}

function mapToken(token: string, change: (text: string) => string): string {
  if (!token.startsWith('"') && !LONG_NUMBER.test(token)) return token
  const text = textOfToken(token)
  const changed = change(text)
  return changed === text ? token : JSON.stringify(changed)
}

function readValue(reader: Reader): JsonNode | undefined {
  switch (skipSpace(reader)) {
    case QUOTE:
      return readString(reader)
    case OPEN_RECORD:
      return readNested(reader, readRecord)
    case OPEN_LIST:
      return readNested(reader, readList)
    default:
      return readToken(reader, LITERAL) ?? readNumber(reader)
  }
}

function skipSpace(reader: Reader): number {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
    reader.at += 1
  }
}

function readNested(reader: Reader, read: (reader: Reader) => JsonNode | undefined): JsonNode | undefined {
  if (reader.depth === MAXIMAL_DEPTH) return undefined
  reader.depth += 1
  reader.at += 1
  const node = read(reader)
  reader.depth -= 1
  return node
}

function readRecord(reader: Reader): JsonRecord | undefined {
  const names: string[] = []
  const values: JsonNode[] = []
  if (skipSpace(reader) === CLOSE_RECORD) {
    reader.at += 1
    return { names, values }
  }
  for (;;) {
    const name = skipSpace(reader) === QUOTE ? readString(reader) : undefined
    if (name === undefined || skipSpace(reader) !== COLON) return undefined
    reader.at += 1
    const value = readValue(reader)
    if (value === undefined) return undefined
    names.push(name)
    values.push(value)
    const next = skipSpace(reader)
    reader.at += 1
    if (next === CLOSE_RECORD) return sortMembers(names, values)
    if (next !== COMMA) return undefined
  }
}

function readList(reader: Reader): readonly JsonNode[] | undefined {
  const list: JsonNode[] = []
  if (skipSpace(reader) === CLOSE_LIST) {
    reader.at += 1
    return list
  }
  for (;;) {
    const value = readValue(reader)
    if (value === undefined) return undefined
    list.push(value)
    const next = skipSpace(reader)
    reader.at += 1
    if (next === CLOSE_LIST) return list
    if (next !== COMMA) return undefined
  }
}

// Insertion keeps the order of equal names, and beats a sort of pairs on the few, mostly ordered members of real
// objects.
function sortMembers(names: string[], values: JsonNode[]): JsonRecord {
  if (names.length > LARGE_RECORD) return sortManyMembers(names, values)
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const value = values[index] ?? 'null'
    let to = index
    for (let before = names[to - 1]; before !== undefined && before > name; before = names[to - 1]) {
      names[to] = before
      values[to] = values[to - 1] ?? 'null'
      to -= 1
    }
    names[to] = name
    values[to] = value
  }
  return { names, values }
}

function sortManyMembers(names: readonly string[], values: readonly JsonNode[]): JsonRecord {
  const members = names.map((name, index) => ({ name, value: values[index] ?? 'null' }))
  members.sort((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)))
  return { names: members.map(({ name }) => name), values: members.map(({ value }) => value) }
}

function readString(reader: Reader): string | undefined {
  const canonical = readQuoted(reader, CANONICAL_PART)
  if (canonical !== undefined) return canonical
  const token = readQuoted(reader, ANY_PART)
  return token === undefined ? undefined : JSON.stringify(JSON.parse(token))
}

function readQuoted(reader: Reader, part: RegExp): string | undefined {
  const end = endOfJsonString(reader.text, reader.at, part)
  if (end === undefined) return undefined
  const token = reader.text.slice(reader.at, end)
  reader.at = end
  return token
}

function readNumber(reader: Reader): string | undefined {
  const token = readToken(reader, NUMBER)
  return token === undefined ? undefined : canonicalNumber(token)
}

function readToken(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  if (!pattern.test(reader.text)) return undefined
  const token = reader.text.slice(reader.at, pattern.lastIndex)
  reader.at = pattern.lastIndex
  return token
}

// Numbers are compared by value, as long as a double holds that value apart from all others; else by their spelling.
function canonicalNumber(token: string): string {
  const value = Number(token)
  const text = String(value)
  if (text === token) return token
  const digits = token
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '').length
  if (digits === 0) return token.startsWith('-') ? token : '0'
  return digits <= EXACT_DIGITS && Number.isFinite(value) && Math.abs(value) >= SMALLEST_EXACT ? text : token
}
