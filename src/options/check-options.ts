import { createRequire } from 'node:module'
import { inspect } from 'node:util'

import type * as levenModule from 'leven'

import { RewindOptionsError } from '../errors.ts'
import { isRecord } from '../text/is-record.ts'
import type { RewindOptions } from './options.ts'

/** Tells what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined

const oneOf =
  (...values: readonly string[]): Check =>
  (value) => {
    if (typeof value === 'string' && values.includes(value)) return undefined
    const near = typeof value === 'string' ? nearest(value, values) : undefined
    return `must be one of ${values.map((name) => `'${name}'`).join(', ')}${near === undefined ? '' : ` (did you mean '${near}'?)`}`
  }
const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false')
const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'must be a text that is not empty'
const list =
  (item: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return 'must be a list'
    for (const [index, entry] of value.entries()) {
      const problem = item(entry)
      if (problem !== undefined) return `[${index}] ${problem}`
    }
    return undefined
  }
const shape =
  (checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value) => {
    if (!isRecord(value)) return 'must be an object'
    const missing = required.find((key) => value[key] === undefined)
    if (missing !== undefined) return `must have '${missing}'`
    for (const [key, entry] of Object.entries(value)) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined
      if (check === undefined) return unknownKey(key, Object.keys(checks))
      const problem = entry === undefined ? undefined : check(entry)
      if (problem !== undefined) return problem.startsWith('[') ? `'${key}'${problem}` : `'${key}' ${problem}`
    }
    return undefined
  }
const price: Check = (value) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value)
    ? undefined
    : 'must be US dollars per million tokens'
const rule = shape(
  {
    pattern: (value) => (isRegExp(value) ? undefined : 'must be a regular expression'),
    as: (value) => (typeof value === 'string' ? undefined : 'must be a text'),
  },
  ['pattern', 'as'],
)
const host: Check = (value) =>
  typeof value === 'string' ? undefined : shape({ host: text, provider: text }, ['host', 'provider'])(value)

/** Every option with its check. The keys of {@link RewindOptions}, no more and no less. */
const CHECKS: Readonly<Record<keyof RewindOptions, Check>> = {
  mode: oneOf('replay', 'update', 'record', 'strict', 'off'),
  cassettes: text,
  hosts: list(host),
  match: (value) => (typeof value === 'function' ? undefined : 'must be a function'),
  ignore: shape({ body: list(text), query: list(text), headers: list(text), origin: boolean }),
  normalize: list(rule),
  redact: list(rule),
  repeats: oneOf('error', 'last'),
  unused: oneOf('fail', 'warn'),
  recordErrors: boolean,
  timing: (value) =>
    typeof value === 'number'
      ? value > 0
        ? undefined
        : 'must be greater than 0'
      : oneOf('instant', 'recorded')(value) && `${oneOf('instant', 'recorded')(value)}, or a speed factor such as 10`,
  placeholderKeys: boolean,
  maxAge: (value) =>
    typeof value === 'string' && /^\d+[hdw]$/.test(value) ? undefined : "must be an age such as '90d', '12h' or '8w'",
  prices: (value) => {
    if (!isRecord(value)) return 'must be an object of prices by model'
    const check = shape({ input: price, output: price, cachedInput: price }, ['input', 'output'])
    for (const [model, entry] of Object.entries(value)) {
      const problem = check(entry)
      if (problem !== undefined) return `of '${model}' ${problem}`
    }
    return undefined
  },
}

/**
 * Checks that a value is a set of options.
 *
 * @param source - names the place in errors
 * @throws {RewindOptionsError} for an unknown key or a bad value, naming the nearest valid one
 */
export function checkOptions(source: string, value: unknown): RewindOptions {
  if (!isOptions(value, source)) {
    throw new RewindOptionsError({
      summary: `${source}: options must be an object`,
      remedy: 'write an object, such as { mode: "replay" }',
    })
  }
  return value
}

function isOptions(value: unknown, source: string): value is RewindOptions {
  if (!isRecord(value)) return false
  for (const key of Object.keys(value)) assertOption(source, key, value[key])
  return true
}

function assertOption(source: string, key: string, value: unknown): void {
  const check = isOptionName(key) ? CHECKS[key] : undefined
  if (check === undefined) {
    throw new RewindOptionsError({
      summary: `${source}: ${unknownKey(key, Object.keys(CHECKS))}`,
      remedy: `use one of ${Object.keys(CHECKS).join(', ')}`,
    })
  }
  const problem = value === undefined ? undefined : check(value)
  if (problem === undefined) return
  const name = source === 'environment' ? `REWIND_${key.toUpperCase()}` : `'${key}'`
  throw new RewindOptionsError({
    summary: `${source}: ${name}${problem.startsWith('[') ? '' : ' '}${problem}, but is ${show(value)}`,
    remedy: `correct ${name} in ${source}`,
  })
}

function isOptionName(key: string): key is keyof RewindOptions {
  return Object.hasOwn(CHECKS, key)
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return `unknown option '${key}'${near === undefined ? '' : ` (did you mean '${near}'?)`}`
}

function nearest(word: string, known: readonly string[]): string | undefined {
  // Loaded for the message of an error only.
  const { default: leven }: typeof levenModule = createRequire(import.meta.url)('leven')
  const ranked = known
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((left, right) => left.distance - right.distance)[0]
  return ranked !== undefined && ranked.distance <= Math.max(2, word.length / 2) ? ranked.name : undefined
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  // JSON has no word for a RegExp, NaN, or an object that holds itself.
  const shown = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 2, breakLength: Infinity })
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown
}

// A RegExp of another realm (a Jest sandbox) is no instance of ours.
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}
