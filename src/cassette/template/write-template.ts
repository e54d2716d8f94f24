import { isPrintable, type PlainValue } from '../form/write-yaml.ts'
import type { BodyTemplate, TemplatedBody } from './body-template.ts'
import { writeHole } from './hole.ts'
import { writeNumbers } from './number-list.ts'
import { foldLines } from './plan/fold-lines.ts'
import { shareParts, type SharedEvents } from './plan/share-parts.ts'

type Entries = { readonly [name: string]: PlainValue }

/** What separates events unless something else is given: a blank line. */
export const BLANK_LINE = '\n\n'

/**
 * Describes a body as a cassette has it.
 *
 * @returns its entries; undefined where they would not be read back
 */
export function writeTemplate({ template, filling }: TemplatedBody): Entries | undefined {
  if (template.kind === 'said') return writeSaid(template)
  const texts = filling.texts.length === 0 ? {} : { texts: filling.texts }
  const written = template.kind === 'json' ? writeJson(template) : writeEvents(template)
  if (written === undefined) return undefined
  return { ...written, ...(template.escapes === undefined ? {} : { escapes: template.escapes }), ...texts }
}

/** Describes what differs with every recording. */
export function writeFilling({ template, filling, order, padding, isOpen }: TemplatedBody): Entries {
  const cuts = [...filling.cuts].map(([name, sizes]) => [name, writeNumbers(sizes)])
  return {
    ...(filling.numbered.length === 0 ? {} : { holes: filling.numbered }),
    ...(cuts.length === 0 ? {} : { cuts: Object.fromEntries(cuts) }),
    ...(order.every((kind, index) => kind === index) ? {} : { order: writeNumbers(order) }),
    ...(padding.length === 0 ? {} : { padding: writeNumbers(padding) }),
    ...(template.kind !== 'events' && template.beginning !== '' ? { before: template.beginning } : {}),
    ...(isOpen ? { open: true } : {}),
  }
}

function writeSaid({ part, ending }: BodyTemplate & { readonly kind: 'said' }): Entries {
  return { said: writeHole({ name: part, spelling: 'value', isNext: false }), ...(ending === '' ? {} : { ending }) }
}

function writeJson({ value, spelling, ending }: BodyTemplate & { readonly kind: 'json' }): Entries {
  return {
    json: value,
    ...(spelling === 'compact' ? {} : spelling === 'spaced' ? { spaced: true } : { indent: spelling }),
    ...(ending === '' ? {} : { ending }),
  }
}

// As they came, each kind once, with a blank line between them.
function writeEvents({ events, separator }: BodyTemplate & { readonly kind: 'events' }): Entries | undefined {
  const joined = events.join(BLANK_LINE)
  const isCrlf = joined.includes('\r\n') && !/(?<!\r)\n/.test(events.join(''))
  const texts = isCrlf ? events.map((event) => event.replaceAll('\r\n', '\n')) : events
  if (!texts.every((event) => isPrintable(event) && event !== '' && !/^\n|\n\n|\n$/.test(event))) return undefined
  return {
    ...writeLines(shareParts(texts)),
    ...(isCrlf ? { lineBreaks: 'crlf' } : {}),
    ...(separator === BLANK_LINE ? {} : { between: separator }),
  }
}

function writeLines({ events, shared }: SharedEvents): Entries {
  const all = shared.length === 0 ? [events] : [events, shared]
  const texts = all.map((list) => list.join(BLANK_LINE))
  const folded = texts.map(foldLines)
  const isFolded = folded.every((text) => text !== undefined) && folded.some((text, index) => text !== texts[index])
  const [lines, parts] = (isFolded ? folded : texts).map((text) => `${text}\n`)
  return {
    events: lines ?? '',
    ...(parts === undefined ? {} : { shared: parts }),
    ...(isFolded ? { folded: true } : {}),
  }
}
