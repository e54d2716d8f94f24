import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { PlainValue } from '../../form/write-yaml.ts'
import type { BodyTemplate, JsonSpelling, TemplatedBody } from '../body-template.ts'
import { parseHole } from '../hole.ts'
import { readNumbers } from '../number-list.ts'
import { unfoldLines } from '../plan/fold-lines.ts'
import { restoreShared } from '../shared-parts.ts'
import { BLANK_LINE } from '../write-template.ts'
import type { NumberedValue } from './filling.ts'

/** Says what is wrong with a body that cannot be put together. */
export class MalformedBody extends Error {}

/**
 * Reads a body as a cassette has it.
 *
 * @param body - its entries
 * @param meta - the last line of its call
 * @returns its parts; undefined where it has another form
 * @throws {MalformedBody} when an entry is of another kind
 */
export function readTemplate(body: UnknownRecord, meta: UnknownRecord): TemplatedBody | undefined {
  const template = readSaid(body, meta) ?? readJson(body, meta) ?? readEvents(body)
  if (template === undefined) return undefined
  const order = readOrder(template, readList(meta, 'order'))
  return {
    template,
    filling: {
      numbered: meta['holes'] === undefined ? [] : readHoles(meta['holes']),
      texts: readTexts(body['texts']),
      cuts: readCuts(meta['cuts']),
    },
    order,
    padding: readList(meta, 'padding') ?? [],
    isOpen: meta['open'] === true,
  }
}

function readOrder(template: BodyTemplate, order: readonly number[] | undefined): readonly number[] {
  if (template.kind !== 'events') return []
  if (order === undefined) return template.events.map((_event, index) => index)
  // One that was added by hand must not be left out in silence.
  const played = new Set(order)
  const left = template.events.findIndex((_event, index) => !played.has(index))
  if (left !== -1)
    throw new MalformedBody(
      `event ${left + 1} of 'events' is not in 'order'; without 'order' in 'meta', each event comes once`,
    )
  return order
}

function readSaid({ said, ending }: UnknownRecord, { before }: UnknownRecord): BodyTemplate | undefined {
  if (said === undefined) return undefined
  const hole = typeof said === 'string' ? parseHole(said) : undefined
  if (hole?.name.startsWith('answer.') !== true || hole.spelling !== 'value' || hole.isNext)
    throw new MalformedBody("expected 'said' to name a part of the answer, such as $answer.0.text")
  return {
    kind: 'said',
    part: hole.name,
    beginning: typeof before === 'string' ? before : '',
    ending: typeof ending === 'string' ? ending : '',
  }
}

function readJson(body: UnknownRecord, { before }: UnknownRecord): BodyTemplate | undefined {
  const { json, spaced, indent, ending } = body
  if (json === undefined) return undefined
  if (!isPlain(json)) throw new MalformedBody("expected 'json' to be data as JSON knows it")
  const spelling: JsonSpelling = spaced === true ? 'spaced' : typeof indent === 'number' ? indent : 'compact'
  return {
    kind: 'json',
    value: json,
    spelling,
    beginning: typeof before === 'string' ? before : '',
    ending: typeof ending === 'string' ? ending : '',
    escapes: readEscapes(body),
  }
}

function readEvents(body: UnknownRecord): BodyTemplate | undefined {
  const { events, shared, folded, lineBreaks, between } = body
  if (events === undefined) return undefined
  if (typeof events !== 'string') throw new MalformedBody("expected 'events' to be a text")
  if (shared !== undefined && typeof shared !== 'string') throw new MalformedBody("expected 'shared' to be a text")
  const split = (text: string): readonly string[] =>
    (folded === true ? unfoldLines(text) : text).replace(/\n$/, '').split(BLANK_LINE)
  const texts = shared === undefined ? split(events) : restoreEvents(split(events), split(shared))
  return {
    kind: 'events',
    events: lineBreaks === 'crlf' ? texts.map((event) => event.replaceAll('\n', '\r\n')) : texts,
    separator: typeof between === 'string' ? between : BLANK_LINE,
    escapes: readEscapes(body),
  }
}

function restoreEvents(events: readonly string[], shared: readonly string[]): readonly string[] {
  try {
    return events.map((event) => restoreShared(event, shared))
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedBody(`of 'shared', ${error.message} to which 'events' refers`)
    throw error
  }
}

function readEscapes({ escapes }: UnknownRecord): string | undefined {
  return typeof escapes === 'string' ? escapes : undefined
}

function readTexts(value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string'))
    throw new MalformedBody("expected 'texts' to be a list of texts")
  return value
}

function readCuts(value: unknown): ReadonlyMap<string, readonly number[]> {
  if (value === undefined) return new Map()
  if (!isRecord(value)) throw new MalformedBody("expected 'cuts' to be a mapping")
  return new Map(Object.keys(value).map((name) => [name, readList(value, name) ?? []]))
}

function readList(record: UnknownRecord, name: string): readonly number[] | undefined {
  const value = record[name]
  if (value === undefined) return undefined
  const numbers = typeof value === 'string' ? readNumbers(value) : undefined
  if (numbers === undefined) throw new MalformedBody(`expected '${name}' to be numbers in the short form`)
  return numbers
}

function readHoles(value: unknown): readonly NumberedValue[] {
  if (!Array.isArray(value) || !value.every(isNumbered)) throw new MalformedBody("expected 'holes' to be a list")
  return value
}

function isNumbered(value: unknown): value is NumberedValue {
  if (typeof value === 'string' || typeof value === 'number') return true
  if (Array.isArray(value)) return value.every(isNumbered)
  if (!isRecord(value)) return false
  if (typeof value['count'] === 'number') return true
  return (
    isBase64File(value) ||
    (typeof value['of'] === 'string' && typeof value['sizes'] === 'string') ||
    ['raw', 'json', 'text'].some((name) => typeof value[name] === 'string')
  )
}

function isBase64File({ file, data, as }: UnknownRecord): boolean {
  if (typeof file !== 'string') return false
  return (
    (data === undefined || typeof data === 'string') &&
    [undefined, 'base64', 'base64url', 'base64url='].some((name) => name === as)
  )
}

/** Whether a value is data as JSON has it: YAML may hold more. */
export function isPlain(value: unknown): value is PlainValue {
  if (Array.isArray(value)) return value.every(isPlain)
  if (isRecord(value)) return Object.values(value).every(isPlain)
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
