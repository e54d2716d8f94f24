import { RewindCassetteError } from '../errors.ts'
import type { Call, CassetteHeader, RecordedResponse, Usage } from './call.ts'
import { resolveContinuation, type Continuation } from './continuation.ts'
import { isJsonObject, parseExactJson, type JsonObject } from './exact-json.ts'
import { brokenCassette, type CassetteSource, type Place } from './broken-cassette.ts'
import { isRecord, parseCall, parseHeader, parseResponse, parseUsage } from './parse-call.ts'
import { NotOurYaml, readMapping } from './read-yaml.ts'

/** A cassette as it was opened: nothing but the keys is decoded yet. */
export interface Cassette {
  readonly header: CassetteHeader
  readonly entries: readonly CassetteEntry[]
}

/** One call of a cassette, decoded when it is asked for. */
export interface CassetteEntry {
  /** Undefined where a hand-written call has none. */
  readonly key: string | undefined
  /** 1-based number in the cassette. */
  readonly number: number
  /** 1-based line of the file. */
  readonly line: number
  /** Decodes the response only. @throws {RewindCassetteError} when it cannot be read exactly */
  response(): RecordedResponse
  /** Decodes the usage only. @throws {RewindCassetteError} when it cannot be read */
  usage(): Usage | undefined
  /** Decodes everything. @throws {RewindCassetteError} when it cannot be read exactly */
  call(): Call
}

const FORMAT_VERSION = 1
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/m
const SEPARATOR = '\n---\n'

/**
 * Opens a cassette: finds where its calls begin and their keys. Opening costs a search, not a parse.
 *
 * @param given - the text of the file
 * @param source - its name, and what is needed for what the fast reader leaves
 * @returns the cassette
 * @throws {RewindCassetteError} when it has no header, conflict markers, or a newer format; anything else shows when a call is decoded
 */
export function scanCassette(given: string, source: CassetteSource): Cassette {
  const text = given.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  const conflict = CONFLICT.exec(text)
  if (conflict !== null) {
    throw brokenCassette({ source, line: lineAt(text, conflict.index) }, 'has merge-conflict markers', {
      remedy: 'resolve the conflict; each side is a whole cassette',
    })
  }
  const documents = splitDocuments(text)
  const [first, ...others] = documents
  const headerPlace: Place = { source, line: 1 }
  const header = parseHeader(decode(first?.text ?? '', headerPlace), headerPlace)
  if (header.rewind > FORMAT_VERSION) {
    throw new RewindCassetteError({
      code: 'REWIND_CASSETTE_VERSION',
      file: source.file,
      line: 1,
      summary: `${source.file} has format version ${header.rewind}; this rewind reads up to ${FORMAT_VERSION}`,
      remedy: 'npm install --save-dev rewind@latest',
    })
  }
  const entries: CassetteEntry[] = []
  for (const [index, document] of others.entries()) entries.push(openEntry({ document, number: index + 1, entries, source }))
  return { header, entries }
}

interface Document {
  readonly text: string
  readonly line: number
}

// Blocks are indented, so a separator at the start of a line always separates.
function splitDocuments(text: string): Document[] {
  const documents: Document[] = []
  let start = text.startsWith('---\n') ? 4 : 0
  let line = start === 0 ? 1 : 2
  for (;;) {
    const end = text.indexOf(SEPARATOR, start)
    const document = end === -1 ? text.slice(start) : text.slice(start, end + 1)
    documents.push({ text: document, line })
    if (end === -1) return documents
    line += countLines(document) + 1
    start = end + SEPARATOR.length
  }
}

function openEntry(input: { document: Document; number: number; entries: readonly CassetteEntry[]; source: CassetteSource }): CassetteEntry {
  const { document, number, source } = input
  const place: Place = { source, line: document.line }
  const stored = /^key: "([0-9a-f]{64})"\n/.exec(document.text)?.[1]
  const whole = once(() => record(decode(document.text, place), place))
  const part = (name: string): unknown => {
    const text = sectionOf(document.text, name)
    // Only the writer's own layout is cut into sections; in any other they may stand in any order and form.
    const section = stored === undefined || text === undefined ? undefined : tryRead(text)
    return section === undefined ? whole()[name] : section[name]
  }
  return {
    key: stored ?? keyOf(whole()),
    number,
    line: document.line,
    response: once(() => parseResponse(part('response'), place)),
    usage: once(() => parseUsage(document.text.includes('\nusage:') ? part('usage') : undefined, place)),
    call: once(() => parseCall(whole(), place, (body) => resolveBody(body, { number, entries: input.entries, place }))),
  }
}

function keyOf(document: Readonly<Record<string, unknown>>): string | undefined {
  return typeof document['key'] === 'string' ? document['key'] : undefined
}

function resolveBody(body: Continuation, from: { number: number; entries: readonly CassetteEntry[]; place: Place }): JsonObject {
  const base = body.continues < from.number ? from.entries[body.continues - 1] : undefined
  const value = base === undefined ? undefined : parseExactJson(base.call().request.body)?.value
  const resolved = value !== undefined && isJsonObject(value) ? resolveContinuation(value, body) : undefined
  if (resolved === undefined) throw brokenCassette(from.place, `continues call ${body.continues}, which is not there or does not fit`)
  return resolved
}

// The text of one top-level entry, its own line included.
function sectionOf(document: string, name: string): string | undefined {
  const start = document.indexOf(`\n${name}:`) + 1
  if (start === 0) return undefined
  const next = /\n(?=[A-Za-z"])/g
  next.lastIndex = start
  const end = next.exec(document)?.index
  return end === undefined ? document.slice(start) : document.slice(start, end + 1)
}

function tryRead(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return readMapping(text)
  } catch (error) {
    if (error instanceof NotOurYaml) return undefined
    throw error
  }
}

function decode(text: string, place: Place): unknown {
  const read = tryRead(text)
  if (read !== undefined) return read
  try {
    return place.source.parseYaml(text)
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'line' in error && typeof error.line === 'number' ? error.line : 1
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw brokenCassette({ source: place.source, line: place.line + line - 1 }, `is not valid YAML: ${reason}`, { cause: error })
  }
}

function record(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw brokenCassette(place, 'expected a call (key, request, response)')
  return value
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function lineAt(text: string, index: number): number {
  return countLines(text.slice(0, index)) + 1
}

function countLines(text: string): number {
  let lines = 0
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) lines += 1
  return lines
}
