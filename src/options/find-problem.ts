import { inspect } from 'node:util'

import { RewindOptionsError } from '../errors.ts'
import { nearestWord } from '../text/nearest-word.ts'
import { isRecord } from '../text/unknown/is-record.ts'
import { exampleOf } from './example.ts'
import type { Shape } from './value.ts'

/** Where a value is: names of fields, and positions in lists. */
export type OptionPath = readonly (string | number)[]

/** What is wrong with a value. */
export interface Problem {
  readonly path: OptionPath
  /** What is wrong, after the spelling of the path: ` must be true or false, but is "yes"`. */
  readonly complaint: string
  /** What is right in its place, as code; undefined where no one value is. */
  readonly right?: string | undefined
  /** The whole fix, where it is not the right value. */
  readonly fix?: string
  /** Set where it is plain what was meant: of several forms, this one. */
  readonly isMeant?: true
  /** Set where the name itself is wrong: those that are known beside it. */
  readonly known?: readonly string[]
}

/**
 * Finds what is wrong with a value.
 *
 * @param path - where the value is
 * @returns the first problem, or undefined
 */
export function findProblem(shape: Shape, value: unknown, path: OptionPath): Problem | undefined {
  switch (shape.kind) {
    case 'word':
      return wordProblem(shape, value, path)
    case 'text':
      return textProblem(shape, value, path)
    case 'record':
      return isRecord(value) ? recordProblem(shape, value, path) : bad(shape, value, path)
    case 'list':
    case 'map':
      return itemProblem(shape, value, path)
    case 'either':
      return eitherProblem(shape, value, path)
    case 'number':
    case 'plain':
      return isPlain(shape, value) ? undefined : bad(shape, value, path)
    default:
      return shape satisfies never
  }
}

/** Spells where an option is: `ignore.body[0]`, `prices["gpt 5"].input`. */
export function spellPath(path: OptionPath): string {
  return path.reduce<string>((spelled, step) => {
    if (typeof step === 'number') return `${spelled}[${step}]`
    if (!/^[\w$]+$/.test(step)) return `${spelled}[${JSON.stringify(step)}]`
    return spelled === '' ? step : `${spelled}.${step}`
  }, '')
}

function isPlain(shape: Extract<Shape, { kind: 'number' | 'plain' }>, value: unknown): boolean {
  if (shape.kind === 'plain') return typeOf(value) === shape.type
  return typeof value === 'number' && Number.isFinite(value) && (shape.zero ? value >= 0 : value > 0)
}

// A RegExp of another realm (a Jest sandbox) is not an instance of ours.
function typeOf(value: unknown): string {
  return Object.prototype.toString.call(value) === '[object RegExp]' ? 'regular expression' : typeof value
}

function wordProblem(shape: Extract<Shape, { kind: 'word' }>, value: unknown, path: OptionPath): Problem | undefined {
  if (typeof value === 'string' && shape.words.includes(value)) return undefined
  const near = typeof value === 'string' ? nearestWord(value, shape.words) : undefined
  if (near === undefined) return bad(shape, value, path)
  return { path, complaint: `${complain(shape, value)}: did you mean '${near}'?`, right: `'${near}'`, isMeant: true }
}

function textProblem(shape: Extract<Shape, { kind: 'text' }>, value: unknown, path: OptionPath): Problem | undefined {
  if (typeof value !== 'string' || (value === '' && shape.empty !== true)) return bad(shape, value, path)
  if (shape.assert === undefined) {
    const isRight = shape.pattern === undefined || new RegExp(shape.pattern, 'u').test(value)
    return isRight ? undefined : bad(shape, value, path)
  }
  try {
    shape.assert(value)
    return undefined
  } catch (error) {
    if (!(error instanceof RewindOptionsError)) throw error
    return { path, complaint: `: ${error.summary}`, fix: error.remedy, isMeant: true }
  }
}

function itemProblem(
  shape: Extract<Shape, { kind: 'list' | 'map' }>,
  value: unknown,
  path: OptionPath,
): Problem | undefined {
  const items = itemsOf(shape.kind, value)
  if (items === undefined) return bad(shape, value, path)
  return first(items, ([step, item]) => findProblem(shape.of, item, [...path, step]))
}

function itemsOf(kind: 'list' | 'map', value: unknown): Iterable<readonly [string | number, unknown]> | undefined {
  if (kind === 'list') return Array.isArray(value) ? value.entries() : undefined
  return isRecord(value) ? Object.entries(value) : undefined
}

function recordProblem(
  shape: Extract<Shape, { kind: 'record' }>,
  value: Readonly<Record<string, unknown>>,
  path: OptionPath,
): Problem | undefined {
  const known = Object.keys(shape.fields)
  const missing = shape.required.find((name) => value[name] === undefined)
  return (
    first(Object.entries(value), ([name, item]) => {
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
      if (field === undefined) return { path: [...path, name], complaint: '', known }
      return item === undefined ? undefined : findProblem(field, item, [...path, name])
    }) ??
    (missing === undefined
      ? undefined
      : { path, complaint: ` has no ${missing}`, right: exampleOf(shape), isMeant: true })
  )
}

// The forms differ by type: the problem is that of the form that the value has the type of.
function eitherProblem(
  shape: Extract<Shape, { kind: 'either' }>,
  value: unknown,
  path: OptionPath,
): Problem | undefined {
  const problems = shape.of.map((form) => findProblem(form, value, path))
  if (problems.includes(undefined)) return undefined
  const meant = problems.find((problem) => problem?.isMeant === true || (problem?.path.length ?? 0) > path.length)
  return meant ?? bad(shape, value, path)
}

function bad(shape: Shape, value: unknown, path: OptionPath): Problem {
  return { path, complaint: complain(shape, value), right: exampleOf(shape) }
}

function complain(shape: Shape, value: unknown): string {
  return ` must be ${describe(shape)}, but is ${show(value)}`
}

function describe(shape: Shape): string {
  const forms = formsOf(shape)
  return forms.length < 2 ? forms.join('') : `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`
}

function formsOf(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'word':
      return shape.words.map((name) => `'${name}'`)
    case 'plain':
      return shape.type === 'boolean' ? ['true', 'false'] : [`a ${shape.type}`]
    case 'text':
    case 'number':
      return [shape.must]
    case 'list':
      return ['a list']
    case 'record':
    case 'map':
      return ['an object']
    case 'either':
      return shape.of.flatMap(formsOf)
    default:
      return shape satisfies never
  }
}

function first<Item>(items: Iterable<Item>, find: (item: Item) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const problem = find(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  // JSON has no word for a RegExp, NaN, or an object that holds itself.
  const shown = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 2, breakLength: Infinity })
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown
}
