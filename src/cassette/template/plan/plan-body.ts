import { endOfJsonString } from '../../../text/patterns/end-of-json-string.ts'
import { parseExactJson } from '../../form/exact-json.ts'
import type { PlainValue } from '../../form/write-yaml.ts'
import type { BodyTemplate, JsonSpelling, TemplatedBody } from '../body-template.ts'
import { findEscapes } from '../escapes.ts'
import { fillBody, spellJson } from '../fill/fill-body.ts'
import { UnknownHole, type Filling } from '../fill/filling.ts'
import { scanRecord } from '../leaf.ts'
import { takePadding } from '../padding.ts'
import { listSources, type Source } from '../sources.ts'
import type { KeepFile } from './hole-plan.ts'
import { planHoles, writeRecord } from './plan-holes.ts'
import { joinRecords, type Records } from './records.ts'

const SPELLINGS: readonly JsonSpelling[] = ['compact', 'spaced', 2, 4, 1, 3]

/** What a body is taken apart with. */
export interface BodyContext {
  readonly answer: PlainValue | undefined
  /** The body of the request, where that is JSON. */
  readonly request: PlainValue | undefined
  readonly keepFile: KeepFile
  readonly readFile: (name: string) => Uint8Array
}

/**
 * Takes a body apart: into events or a JSON value without what the answer says, and what differs with every answer.
 *
 * @returns its parts; undefined where they do not give back exactly its text
 */
export function planBody(parts: Records, context: BodyContext): TemplatedBody | undefined {
  return planWith(parts, context) ?? planWith(parts, { ...context, request: undefined })
}

function planWith(parts: Records, context: BodyContext): TemplatedBody | undefined {
  const { records: texts, separator, isOpen } = parts
  const text = joinRecords(parts)
  const sources = listSources(context.answer)
  const isStream = separator !== '' || texts.length > 1
  const stripped = texts.map((record) => (isStream ? takePadding(record) : { event: record, size: 0 }))
  const records = stripped.map(({ event }, index) => scanRecord(event, index))
  if (!isStream && records.every(({ nodes }) => nodes.length === 0)) return planSaid(text, sources)
  const {
    tokens,
    numbered,
    texts: own,
    cuts,
  } = planHoles({
    records,
    sources,
    request: context.request,
    keepFile: context.keepFile,
  })
  const templates = records.map((record) => writeRecord(record, tokens))
  const filling: Filling = { numbered, texts: own, cuts }
  const escapes = findEscapes(text)
  const planned = isStream ? undefined : planJson(templates[0] ?? '', escapes)
  const events = [...new Set(templates)]
  const body: TemplatedBody = {
    template: planned ?? { kind: 'events', events, separator, escapes },
    filling,
    order: planned === undefined ? templates.map((template) => events.indexOf(template)) : [],
    padding: stripped.some(({ size }) => size > 0) ? stripped.map(({ size }) => size) : [],
    isOpen,
  }
  return isExact(body, text, context) ? body : undefined
}

// Text and nothing else, as of a transcription.
function planSaid(text: string, sources: readonly Source[]): TemplatedBody | undefined {
  const said = text.trim()
  const part = said === '' ? undefined : sources.find(({ value }) => typeof value === 'string' && value.trim() === said)
  if (typeof part?.value !== 'string') return undefined
  const start = text.indexOf(part.value)
  if (start === -1) return undefined
  const template: BodyTemplate = {
    kind: 'said',
    part: part.name,
    beginning: text.slice(0, start),
    ending: text.slice(start + part.value.length),
  }
  const filling: Filling = { numbered: [], texts: [], cuts: new Map() }
  return { template, filling, order: [], padding: [], isOpen: false }
}

function planJson(text: string, escapes: string | undefined): BodyTemplate | undefined {
  const json = text.trim()
  const [beginning = '', ending = ''] = json === '' ? [] : text.split(json)
  const value = parseExactJson(new TextEncoder().encode(escapes === undefined ? json : unescapeAll(json)))?.value
  if (value === undefined || typeof value !== 'object') return undefined
  const plain = escapes === undefined ? json : unescapeAll(json)
  const spelling = SPELLINGS.find((candidate) => spellJson(value, candidate) === plain)
  return spelling === undefined ? undefined : { kind: 'json', value, spelling, beginning, ending, escapes }
}

// Escapes that JSON does not need: they are put back when the body is filled.
function unescapeAll(json: string): string {
  let plain = ''
  let at = 0
  for (;;) {
    const start = json.indexOf('"', at)
    const end = start === -1 ? undefined : endOfJsonString(json, start)
    if (end === undefined) return plain + json.slice(at)
    plain += json.slice(at, start) + JSON.stringify(JSON.parse(json.slice(start, end)))
    at = end
  }
}

function isExact(body: TemplatedBody, text: string, context: BodyContext): boolean {
  try {
    return fillBody(body, context).text === text
  } catch (error) {
    if (error instanceof UnknownHole || error instanceof SyntaxError) return false
    throw error
  }
}
