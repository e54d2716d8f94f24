import { isRecord } from '../../../text/unknown/is-record.ts'
import type { PlainValue } from '../../form/write-yaml.ts'
import type { JsonSpelling, TemplatedBody } from '../body-template.ts'
import { applyEscapes } from '../escapes.ts'
import { escapeHole, parseHole } from '../hole.ts'
import { pad } from '../padding.ts'
import { findSource, spellSpaced } from '../sources.ts'
import { Filler } from './fill.ts'
import { UnknownHole, type FillSources } from './filling.ts'

/** A body, and where its events end. */
export interface FilledBody {
  readonly text: string
  /** Each event with what follows it. */
  readonly records: readonly string[]
}

/**
 * Puts a body together.
 *
 * @throws {UnknownHole} where nothing fills a hole
 * @throws {RangeError} where the order names an event that there is not
 * @throws {SyntaxError} where a text of the template has no end
 */
export function fillBody(
  { template, filling, order, padding, isOpen }: TemplatedBody,
  sources: FillSources,
): FilledBody {
  if (template.kind === 'said') {
    const said = findSource(sources.answer, template.part)
    if (typeof said !== 'string') throw new UnknownHole(`$${template.part}`)
    const text = template.beginning + said + template.ending
    return { text, records: [text] }
  }
  const filler = new Filler(filling, sources)
  const { escapes } = template
  const finish = (text: string): string => (escapes === undefined ? text : applyEscapes(text, escapes))
  if (template.kind === 'json') {
    const { value, spelling, beginning, ending } = template
    const text =
      beginning +
      finish(filler.fill(spellJson(spelling === 'compact' ? value : placeData(value, filler), spelling))) +
      ending
    return { text, records: [text] }
  }
  const { events, separator } = template
  const records = order.map((kind, index) => {
    const event = events[kind]
    if (event === undefined) throw new RangeError(`there is no event ${kind}`)
    return (
      pad(finish(filler.fill(event)), padding[index] ?? 0) + (isOpen && index === order.length - 1 ? '' : separator)
    )
  })
  return { text: records.join(''), records }
}

/** Spells a value as JSON. */
export function spellJson(value: PlainValue, spelling: JsonSpelling): string {
  return spelling === 'spaced'
    ? spellSpaced(value)
    : JSON.stringify(value, undefined, spelling === 'compact' ? 0 : spelling)
}

// Data is spelled as the JSON around it: lines are indented further the deeper they are.
function placeData(value: PlainValue, filler: Filler): PlainValue {
  if (typeof value === 'string') {
    const hole = parseHole(value)
    const data = hole === undefined || hole.spelling !== 'value' || hole.isNext ? undefined : filler.valueOf(hole)
    return typeof data === 'object' ? mapTexts(data, escapeHole) : value
  }
  if (Array.isArray(value)) return value.map((item) => placeData(item, filler))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placeData(inner, filler)]))
}

function mapTexts(value: PlainValue, change: (text: string) => string): PlainValue {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]))
}
