import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import { readBase64, spellBase64 } from '../template/fill/read-base64.ts'
import { isPlain } from '../template/fill/read-template.ts'
import { escapeHole, parseHole, unescapeHole, writeHole, type Hole } from '../template/hole.ts'
import { findSource, listSources, spellSpaced } from '../template/sources.ts'
import type { JsonObject } from './exact-json.ts'
import { escapeJsonText, readJsonText, writeJsonText } from './json-text.ts'
import type { SideFiles } from './side-files.ts'
import { isList, type PlainValue } from './write-yaml.ts'

/** The answer of an earlier call, which a request may repeat. */
export interface EarlierAnswer {
  /** 1-based number of the call. */
  readonly number: number
  readonly answer: PlainValue
}

/** A value of a request as a cassette has it. */
export interface WrittenValue {
  readonly value: PlainValue
  /** Numbers of the calls whose answers it refers to. */
  readonly refersTo: ReadonlySet<number>
}

const VECTOR = 200
/** What a model said comes back in messages of these roles, and in items of these types. */
const MODEL_ROLE = /^(?:assistant|model|ai|chatbot)$/i
const MODEL_ITEM = /call$|reasoning|thinking|tool_use/i
const SHORTEST_WORD = 12
const SHORTEST_DATA = 8

/**
 * Writes a value of a request: what an earlier answer said as a reference, long data in files.
 *
 * @param earlier - the answers of the calls before it
 */
export function writeRequestValue(
  value: PlainValue,
  to: { readonly files: SideFiles; readonly earlier: readonly EarlierAnswer[] },
): WrittenValue {
  const refersTo = new Set<number>()
  const known = indexAnswers(to.earlier)
  const refer = (name: string, spelling: Hole['spelling']): string => {
    refersTo.add(Number(/\d+/.exec(name)?.[0]))
    return writeHole({ name, spelling, isNext: false })
  }
  const write = (given: PlainValue, isModel: boolean): PlainValue => {
    if (typeof given === 'string')
      return (
        (isModel ? referToText(given, known, refer) : undefined) ??
        writeLongText(given, to.files) ??
        writeJsonText(given, (data) => write(data, false)) ??
        escapeHole(given)
      )
    if (typeof given !== 'object' || given === null) return given
    if (isList(given)) return writeVector(given, to.files) ?? given.map((item) => write(item, isModel))
    const inner = isModel || isOfModel(given)
    return escapeJsonText(
      Object.entries(given).map(([key, item]) => {
        const data =
          inner && typeof item === 'object' && item !== null ? known.data.get(JSON.stringify(item)) : undefined
        return [key, data === undefined ? write(item, inner) : refer(data, 'value')]
      }),
    )
  }
  return { value: write(value, false), refersTo }
}

/**
 * Reads a value of a request.
 *
 * @param from - reads files and the answers of earlier calls
 * @returns the whole value
 */
export function readRequestValue(
  value: PlainValue,
  from: {
    readonly readFile: (name: string) => Uint8Array
    readonly answerOf: (number: number) => PlainValue | undefined
  },
): PlainValue {
  if (typeof value === 'string') {
    const hole = parseHole(value)
    return hole === undefined ? unescapeHole(value) : (readHole(hole, from) ?? value)
  }
  if (isList(value)) return value.map((item) => readRequestValue(item, from))
  if (!isRecord(value)) return value
  return readJsonText(Object.entries(value).map(([key, item]) => [key, readRequestValue(item, from)]))
}

/** Lists the numbers of the calls whose answers a value refers to. */
export function referencesIn(value: PlainValue): readonly number[] {
  if (typeof value === 'string') {
    const hole = parseHole(value)
    return hole?.name.startsWith('call ') === true ? [Number(/\d+/.exec(hole.name)?.[0])] : []
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : []
}

function readHole({ name, spelling }: Hole, from: Parameters<typeof readRequestValue>[1]): PlainValue | undefined {
  const [kind = '', first = '', second = ''] = name.split(' ')
  switch (kind) {
    case 'file':
      return spellBase64(from.readFile(first), 'base64=')
    case 'base64':
    case 'base64url':
    case 'base64url=':
      return spellBase64(from.readFile(first), kind)
    case 'data':
      return `data:${first};base64,${Buffer.from(from.readFile(second)).toString('base64')}`
    case 'json': {
      const data: PlainValue = JSON.parse(Buffer.from(from.readFile(first)).toString())
      return data
    }
    case 'call':
      return readAnswer(first, spelling, from)
    default:
      return undefined
  }
}

function readAnswer(
  name: string,
  spelling: Hole['spelling'],
  from: Parameters<typeof readRequestValue>[1],
): PlainValue | undefined {
  const [number = '', ...path] = name.split('.')
  const found = findSource(from.answerOf(Number(number)), ['answer', ...path].join('.'))
  if (found === undefined || spelling === 'value') return found
  return spelling === 'spaced' ? spellSpaced(found) : JSON.stringify(found)
}

interface Known {
  /** Names of texts. */
  readonly texts: ReadonlyMap<string, string>
  /** Names of data, by their compact JSON. */
  readonly data: ReadonlyMap<string, string>
}

// The names of what earlier answers said; the latest wins.
function indexAnswers(earlier: readonly EarlierAnswer[]): Known {
  const texts = new Map<string, string>()
  const data = new Map<string, string>()
  for (const { number, answer } of earlier) {
    for (const { name, value, json } of listSources(answer)) {
      const reference = `call ${number}${name.slice('answer'.length)}`
      if (json !== undefined && json.length >= SHORTEST_DATA) data.set(json, reference)
      else if (typeof value === 'string' && (/\s/.test(value.trim()) || value.length >= SHORTEST_WORD))
        texts.set(value, reference)
    }
  }
  return { texts, data }
}

function referToText(
  text: string,
  known: Known,
  refer: (name: string, spelling: Hole['spelling']) => string,
): string | undefined {
  const name = known.texts.get(text)
  if (name !== undefined) return refer(name, 'value')
  if (known.data.size === 0 || !/^[[{]/.test(text)) return undefined
  const value = parseJson(text)
  const data = known.data.get(JSON.stringify(value))
  if (data === undefined || !isPlain(value)) return undefined
  if (JSON.stringify(value) === text) return refer(data, 'json')
  return spellSpaced(value) === text ? refer(data, 'spaced') : undefined
}

function isOfModel(value: JsonObject): boolean {
  const { role, type } = value
  return (typeof role === 'string' && MODEL_ROLE.test(role)) || (typeof type === 'string' && MODEL_ITEM.test(type))
}

function writeLongText(text: string, files: SideFiles): string | undefined {
  const data = readBase64(text)
  if (data === undefined) return undefined
  const name = files.keep(data.bytes, data.type)
  if (data.type !== undefined) return `$data ${data.type} ${name}`
  return `$${data.spelling === 'base64=' ? 'file' : data.spelling} ${name}`
}

function writeVector(items: readonly PlainValue[], files: SideFiles): string | undefined {
  if (items.length < 16 || !items.every((item) => typeof item === 'number')) return undefined
  const json = JSON.stringify(items)
  return json.length < VECTOR ? undefined : `$json ${files.keep(Buffer.from(json), 'application/json')}`
}
