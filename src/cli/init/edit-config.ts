import type * as babel from '@babel/types'

import { fieldOf, findOptions } from './find-options.ts'

/** What a list in a configuration is to have. */
export interface ListEntry {
  /** Names of the fields that lead to the list, from the options. */
  readonly path: readonly string[]
  /** Source text of what is added. */
  readonly add: string
  /** Whether it goes before what is there, or after it. */
  readonly at: 'start' | 'end'
  /** Source texts of what else a list gets that is made for it. */
  readonly beside?: readonly string[]
}

/** What became of a configuration. */
export type ConfigEdit =
  /** The same text where all was there already. */
  | { readonly kind: 'edited'; readonly text: string }
  /** It is made by code that an edit cannot follow. */
  | { readonly kind: 'unclear'; readonly why: string }

/**
 * Adds to lists of a configuration in JavaScript, TypeScript or JSON. Only what is added changes: comments and layout
 * stay. (Printing the changed tree again, as recast does, moves comments, and the configuration that Jest makes
 * consists of them.)
 */
export function editConfig(
  text: string,
  entries: readonly ListEntry[],
  language: 'script' | 'json' = 'script',
): ConfigEdit {
  let edited = text
  for (const entry of entries) {
    const found = findOptions(edited, language)
    if (found.kind === 'unclear') return found
    const step = addEntry(edited, found.options, inStyleOf(text, entry, language))
    if (step.kind === 'unclear') return step
    edited = step.text
  }
  return { kind: 'edited', text: edited }
}

/** Says whether the options of a configuration have a field, as far as can be seen. */
export function hasField(text: string, path: readonly string[], language: 'script' | 'json' = 'script'): boolean {
  const found = findOptions(text, language)
  let value: babel.Node | undefined = found.kind === 'found' ? found.options : undefined
  for (const name of path) value = value?.type === 'ObjectExpression' ? fieldOf(value, name)?.value : undefined
  return value !== undefined
}

/** Adds an import before the first statement, below the comments that begin a file. */
export function addImport(text: string, name: string, from: string): string {
  const found = findOptions(text, 'script')
  const start = found.kind === 'found' ? (found.body[0]?.start ?? 0) : 0
  const isModule = /^\s*(?:import|export)\b/mu.test(text)
  const [source] = quoted(text, [`'${from}'`])
  const line = isModule ? `import { ${name} } from ${source}` : `const { ${name} } = require(${source})`
  return `${text.slice(0, start)}${line}${endOfLine(text)}${text.slice(start)}`
}

interface StyledEntry extends ListEntry {
  readonly language: 'script' | 'json'
  readonly end: string
}

function inStyleOf(text: string, entry: ListEntry, language: 'script' | 'json'): StyledEntry {
  const quotes = (list: readonly string[]): readonly string[] =>
    language === 'json' ? list.map((one) => one.replaceAll("'", '"')) : quoted(text, list)
  const [add = entry.add] = quotes([entry.add])
  return { ...entry, add, beside: quotes(entry.beside ?? []), language, end: endOfLine(text) }
}

// With the quotes that it has more of.
function quoted(text: string, list: readonly string[]): readonly string[] {
  const count = (quote: string): number => text.split(quote).length
  return count('"') > count("'") ? list.map((one) => one.replaceAll("'", '"')) : list
}

function endOfLine(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function addEntry(text: string, options: babel.ObjectExpression, entry: StyledEntry): ConfigEdit {
  let object: babel.ObjectExpression | undefined = options
  for (const [index, name] of entry.path.entries()) {
    if (object === undefined) return { kind: 'unclear', why: `${entry.path[index - 1]} is made by code` }
    const field = fieldOf(object, name)
    if (field === undefined) return insertField(text, object, { source: sourceOf(entry, index), end: entry.end })
    if (index === entry.path.length - 1) return addToList(text, field.value, entry)
    object = field.value.type === 'ObjectExpression' ? field.value : undefined
  }
  return { kind: 'edited', text }
}

function sourceOf({ path, add, beside = [], language }: StyledEntry, index: number): string {
  const list = `[${[...beside, add].join(', ')}]`
  const [name = '', ...rest] = path.slice(index).map((field) => (language === 'json' ? `"${field}"` : field))
  return `${name}: ${rest.reduceRight((value, field) => `{ ${field}: ${value} }`, list)}`
}

// At its start, where no comma has to be looked for.
function insertField(
  text: string,
  object: babel.ObjectExpression,
  { source, end: endOfLines }: { readonly source: string; readonly end: string },
): ConfigEdit {
  if (object.properties.some(({ type }) => type === 'SpreadElement'))
    return { kind: 'unclear', why: 'its options come from elsewhere, and may be set there' }
  const start = (object.start ?? 0) + 1
  const end = (object.end ?? 0) - 1
  const [first] = object.properties
  // There may be comments where there are no fields.
  if (first === undefined) return splice(text, { start, end: start, by: emptyWith(text.slice(start, end), source) })
  const lead = /^[^\S\n]*\n([ \t]*)/u.exec(text.slice(start, first.start ?? end))?.[1]
  return splice(text, { start, end: start, by: lead === undefined ? ` ${source},` : `${endOfLines}${lead}${source},` })
}

function emptyWith(inside: string, source: string): string {
  return inside === '' ? ` ${source} ` : ` ${source}${inside.trim() === '' ? '' : ','}`
}

function addToList(text: string, value: babel.Node, entry: StyledEntry): ConfigEdit {
  const { add, at } = entry
  if (value.type === 'ArrayExpression') return addToArray(text, value, entry)
  const [start, end] = [value.start ?? 0, value.end ?? 0]
  const source = text.slice(start, end)
  if (value.type !== 'StringLiteral' && value.type !== 'TemplateLiteral')
    return { kind: 'unclear', why: `it has ${source.slice(0, 40)} where a list is expected` }
  if (isSame(source, add)) return { kind: 'edited', text }
  return splice(text, { start, end, by: `[${(at === 'start' ? [add, source] : [source, add]).join(', ')}]` })
}

function addToArray(text: string, array: babel.ArrayExpression, { add, at, beside = [] }: StyledEntry): ConfigEdit {
  const elements = array.elements.filter((element) => element !== null)
  // A reporter may be in a list with its options.
  if (elements.some((element) => isSame(firstOf(text, element), add))) return { kind: 'edited', text }
  const [first] = elements
  const last = elements.at(-1)
  if (first === undefined || last === undefined)
    return splice(text, { start: array.start ?? 0, end: array.end ?? 0, by: `[${[...beside, add].join(', ')}]` })
  const place = (at === 'start' ? first.start : last.end) ?? 0
  return splice(text, { start: place, end: place, by: at === 'start' ? `${add}, ` : `, ${add}` })
}

function firstOf(text: string, element: babel.Node): string {
  const node = element.type === 'ArrayExpression' ? (element.elements[0] ?? element) : element
  return text.slice(node.start ?? 0, node.end ?? 0)
}

function isSame(left: string, right: string): boolean {
  return withPlainQuotes(left) === withPlainQuotes(right)
}

function withPlainQuotes(source: string): string {
  return source.replaceAll(/["`]/gu, "'")
}

function splice(
  text: string,
  { start, end, by }: { readonly start: number; readonly end: number; readonly by: string },
): ConfigEdit {
  return { kind: 'edited', text: text.slice(0, start) + by + text.slice(end) }
}
