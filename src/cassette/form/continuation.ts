import type { JsonObject } from './exact-json.ts'
import { isList, type PlainValue } from './write-yaml.ts'

/** A body described by what it adds to an earlier one: an agent sends its whole history with every turn. */
export type Continuation = {
  /** 1-based number of the earlier call. */
  readonly continues: number
  /** Lists that begin as the earlier one's do: how many items are kept, and what follows them. */
  readonly extend?: { readonly [key: string]: { readonly keep: number; readonly add: readonly PlainValue[] } }
  /** Other keys whose values changed. */
  readonly json?: JsonObject
}

/** A body, with the spelling of each of its top-level values; of each item, where the value is a list. */
export interface MeasuredBody {
  readonly value: JsonObject
  readonly keys: string
  readonly parts: readonly (string | readonly string[])[]
}

/** Shared text below this is not worth a look at another call. */
const WORTH_CHARACTERS = 200
/** Earlier calls that are compared: an agent continues one of its latest. */
const COMPARED = 20

/**
 * Finds an earlier body of the same cassette that a body continues.
 *
 * @param earlier - the bodies of the calls before it; undefined where they are no JSON objects
 * @returns how it continues the one it shares most with; undefined where that saves little
 */
export function planContinuation(
  body: MeasuredBody,
  earlier: readonly (MeasuredBody | undefined)[],
): Continuation | undefined {
  let best: { readonly base: MeasuredBody; readonly number: number; readonly shared: number } | undefined
  for (let index = earlier.length - 1; index >= Math.max(0, earlier.length - COMPARED); index -= 1) {
    const base = earlier[index]
    // The order of keys is kept only where both have the same.
    if (base === undefined || base.keys !== body.keys) continue
    const shared = countShared(body, base)
    if (shared > (best?.shared ?? WORTH_CHARACTERS)) best = { base, number: index + 1, shared }
  }
  return best === undefined ? undefined : describeContinuation(body, best.base, best.number)
}

/**
 * Prepares a body for comparisons: each of its parts is spelled once, not once for every other body.
 *
 * @returns the body and the spelling of its parts
 */
export function measureBody(value: JsonObject): MeasuredBody {
  const parts = Object.values(value).map((part) =>
    isList(part) ? part.map((item) => JSON.stringify(item)) : JSON.stringify(part),
  )
  return { value, keys: JSON.stringify(Object.keys(value)), parts }
}

/**
 * Resolves a continuation to the whole body.
 *
 * @param base - the body of the earlier call
 * @returns the body; undefined when it does not fit the base
 */
export function resolveContinuation(base: JsonObject, plan: Continuation): JsonObject | undefined {
  const entries = new Map(Object.entries(base))
  for (const [key, { keep, add }] of Object.entries(plan.extend ?? {})) {
    const before = entries.get(key)
    if (before === undefined || !isList(before) || before.length < keep) return undefined
    entries.set(key, [...before.slice(0, keep), ...add])
  }
  // A key that the base has not was added by hand, and comes last.
  for (const [key, value] of Object.entries(plan.json ?? {})) entries.set(key, value)
  return Object.fromEntries(entries)
}

function countShared(body: MeasuredBody, base: MeasuredBody): number {
  let shared = 0
  for (const [index, part] of body.parts.entries()) {
    const before = base.parts[index]
    if (typeof part === 'string') shared += part === before ? part.length : 0
    else for (const item of part.slice(0, countKept(part, before))) shared += item.length
  }
  return shared
}

function describeContinuation(body: MeasuredBody, base: MeasuredBody, number: number): Continuation {
  const extend: [string, { keep: number; add: readonly PlainValue[] }][] = []
  const json: [string, PlainValue][] = []
  for (const [index, [key, value]] of Object.entries(body.value).entries()) {
    const part = body.parts[index]
    const before = base.parts[index]
    const keep = countKept(part, before)
    if (
      part === before ||
      (isSpelledList(part) && isSpelledList(before) && keep === part.length && keep === before.length)
    )
      continue
    if (keep > 0 && isList(value)) extend.push([key, { keep, add: value.slice(keep) }])
    else json.push([key, value])
  }
  return {
    continues: number,
    // `fromEntries`, since assigning a key `__proto__` would set the prototype.
    ...(extend.length === 0 ? {} : { extend: Object.fromEntries(extend) }),
    ...(json.length === 0 ? {} : { json: Object.fromEntries(json) }),
  }
}

function countKept(
  part: MeasuredBody['parts'][number] | undefined,
  before: MeasuredBody['parts'][number] | undefined,
): number {
  if (!isSpelledList(part) || !isSpelledList(before)) return 0
  const different = part.findIndex((item, index) => item !== before[index])
  return different === -1 ? part.length : different
}

function isSpelledList(part: MeasuredBody['parts'][number] | undefined): part is readonly string[] {
  return Array.isArray(part)
}
