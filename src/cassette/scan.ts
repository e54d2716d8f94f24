import { RewindCassetteError } from '../errors.ts'
import { brokenCassette, type CassetteSource, type Place } from './broken-cassette.ts'
import type { Call, CassetteHeader, RecordedResponse, Usage } from './call.ts'
import { resolveContinuation, type Continuation } from './continuation.ts'
import { isJsonObject, type JsonObject } from './exact-json.ts'
import { isRecord, parseCall, parseHeader, parseRequestJson, parseResponse, parseUsage } from './parse-call.ts'
import { DEEPEST_YAML, NotOurYaml, readMapping } from './read-yaml.ts'
import { digestRequest } from './request-digest.ts'
import { splitDocuments, type Document } from './split-documents.ts'

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
  /** Tells whether the request, with those it continues, is what was written with the key. */
  hasIntactRequest(): boolean
  /** Decodes the response only. @throws {RewindCassetteError} when it cannot be read exactly */
  response(): RecordedResponse
  /** Decodes the usage only. @throws {RewindCassetteError} when it cannot be read */
  usage(): Usage | undefined
  /** Decodes everything. @throws {RewindCassetteError} when it cannot be read exactly */
  call(): Call
}

const FORMAT_VERSION = 1
const TOO_DEEP = `it is nested more than ${DEEPEST_YAML} levels deep`
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/m
const STORED_KEY = /^key: "([0-9a-f]{64})"\n(?:digest: "([0-9a-f]{16})"\n)?/
/** No text of a request can stand at this margin. */
const CONTINUES = /\n {2}body:\n {4}continues: (\d+)\n/

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
  // Here, since a conflict may go through several documents; single markers show when their call is decoded.
  if (text.includes('<<<<<<<')) assertMerged(text, { source, line: 1 })
  const [first, ...others] = splitDocuments(text)
  const headerPlace: Place = { source, line: first?.line() ?? 1 }
  const header = parseHeader(decode(first?.text ?? '', headerPlace), headerPlace)
  if (header.rewind > FORMAT_VERSION) {
    throw new RewindCassetteError({
      code: 'REWIND_CASSETTE_VERSION',
      file: source.file,
      line: headerPlace.line,
      summary: `${source.file}:${headerPlace.line} has format version ${header.rewind}; this rewind reads up to ${FORMAT_VERSION}`,
      remedy: 'npm install --save-dev rewind@latest',
    })
  }
  const recorded: RecordedDocument[] = []
  for (const [index, document] of others.entries()) recorded.push(openDocument({ document, number: index + 1, all: recorded, source }))
  return { header, entries: recorded.map(({ entry }) => entry) }
}

/** A document, with what others of the cassette need from it. */
interface RecordedDocument {
  readonly entry: CassetteEntry
  /** Its request body where that is JSON, a continuation not resolved yet. */
  readonly ownBody: () => ReturnType<typeof parseRequestJson>
  /** Its request body, whole, where that is a JSON object. */
  readonly wholeBody: () => JsonObject | undefined
  /** Whether its request is as it was written; then the number of the call it continues, if it does. */
  readonly seal: () => { readonly isIntact: boolean; readonly continues: number | undefined }
}

interface OpenInput {
  readonly document: Document
  readonly number: number
  readonly all: readonly RecordedDocument[]
  readonly source: CassetteSource
}

function openDocument(input: OpenInput): RecordedDocument {
  const { document, number, source } = input
  // Only the writer's own layout is cut into sections; in any other they may stand in any order and form.
  const [, stored, digest] = STORED_KEY.exec(document.text) ?? []
  const placeOf = (name: string): Place => ({
    source,
    get line() {
      return document.line(stored === undefined ? 0 : Math.max(0, document.text.indexOf(`\n${name}:`) + 1))
    },
  })
  const place = placeOf('key')
  const whole = once(() => asCall(decode(document.text, place), place))
  const part = (name: string): unknown => {
    if (stored === undefined || !document.text.includes('\nrecordedAt:')) return whole()[name]
    const section = sectionOf(document.text, name)
    const read = section === undefined ? undefined : tryRead(section)
    return read === undefined ? whole()[name] : read[name]
  }
  const ownBody = once(() => parseRequestJson(part('request'), placeOf('request')))
  const wholeBody = once(() => resolveBody(ownBody(), input, placeOf('request')))
  const response = once(() => parseResponse(part('response'), placeOf('response')))
  const usage = once(() => {
    const isThere = stored === undefined || document.text.includes('\nusage:')
    return isThere ? parseUsage(part('usage'), placeOf('usage')) : undefined
  })
  const seal = once(() => {
    const section = digest === undefined ? undefined : sectionOf(document.text, 'request')
    const continues = section === undefined ? undefined : CONTINUES.exec(section)?.[1]
    return { isIntact: section !== undefined && digestRequest(section) === digest, continues: continues === undefined ? undefined : Number(continues) }
  })
  const entry: CassetteEntry = {
    key: stored ?? keyOf(whole()),
    number,
    hasIntactRequest: () => isIntact(input, seal),
    get line() {
      return document.line()
    },
    response,
    usage,
    call: once(() => parseCall(whole(), { request: placeOf('request'), document: place, body: wholeBody, response, usage })),
  }
  return { entry, ownBody, wholeBody, seal }
}

function isIntact({ all, number }: OpenInput, seal: RecordedDocument['seal']): boolean {
  let at = number
  for (let next = seal(); ; ) {
    const { isIntact: isWritten, continues } = next
    if (!isWritten || continues === undefined) return isWritten
    const base = continues < at ? all[continues - 1] : undefined
    if (base === undefined) return false
    at = continues
    next = base.seal()
  }
}

function keyOf(document: Readonly<Record<string, unknown>>): string | undefined {
  const { key } = document
  return typeof key === 'string' && key !== '' ? key : undefined
}

function resolveBody(own: ReturnType<typeof parseRequestJson>, from: OpenInput, place: Place): JsonObject | undefined {
  if (own === undefined) return undefined
  if (own.kind === 'json') return isJsonObject(own.value) ? own.value : undefined
  resolveEarlier(own.plan, from)
  const { continues } = own.plan
  const base = continues < from.number ? from.all[continues - 1]?.wholeBody() : undefined
  const resolved = base === undefined ? undefined : resolveContinuation(base, own.plan)
  if (resolved === undefined) throw brokenCassette(place, `continues call ${continues}, which is not there or does not fit`)
  return resolved
}

// The oldest first: a conversation of a thousand turns would be a recursion a thousand deep.
function resolveEarlier(plan: Continuation, from: OpenInput): void {
  const chain: RecordedDocument[] = []
  let number = from.number
  for (let next: number | undefined = plan.continues; next !== undefined && next < number; ) {
    const base: RecordedDocument | undefined = from.all[next - 1]
    if (base === undefined) break
    chain.push(base)
    number = next
    const own = base.ownBody()
    next = own?.kind === 'continues' ? own.plan.continues : undefined
  }
  for (const base of chain.toReversed()) base.wholeBody()
}

// The text of one top-level entry, its own line included; undefined where it is not there, or twice.
function sectionOf(document: string, name: string): string | undefined {
  const start = document.indexOf(`\n${name}:`) + 1
  if (start === 0 || document.includes(`\n${name}:`, start)) return undefined
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
  assertMerged(text, place)
  try {
    const value = place.source.parseYaml(text)
    if (isDeep(value, DEEPEST_YAML)) throw new RangeError(TOO_DEEP)
    return value
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'line' in error && typeof error.line === 'number' ? error.line : 1
    throw brokenCassette({ source: place.source, line: place.line + line - 1 }, `is not valid YAML: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  // The library is recursive, and ran out of stack.
  return reason.startsWith('Maximum call stack') ? TOO_DEEP : reason
}

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1))
}

// Such lines also stand in prose and diffs, but never at the margin of a cassette.
function assertMerged(text: string, place: Place): void {
  const conflict = CONFLICT.exec(text)
  if (conflict === null) return
  const line = place.line + text.slice(0, conflict.index).split('\n').length - 1
  throw brokenCassette({ source: place.source, line }, 'has merge-conflict markers', {
    remedy: 'resolve the conflict so that each call is there once, or take one side and record the test again (REWIND_MODE=record)',
  })
}

function asCall(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw brokenCassette(place, 'expected a call (key, request, response)')
  // The last entry of a recorded call: without it, the file may end in the middle of a text, which would pass for a shorter one.
  if (keyOf(value) !== undefined && value['recordedAt'] === undefined) {
    throw brokenCassette(place, "is a call without 'recordedAt': the end of the file may be missing")
  }
  return value
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
