import type { JsonObject } from './exact-json.ts'
import type { PlainValue } from './write-yaml.ts'

/** A body told by what it adds to an earlier one: an agent sends its whole history with every turn. */
export type Continuation = {
  /** 1-based number of the earlier call. */
  readonly continues: number
  /** Lists that begin as the earlier one's do: how many items are kept, and what follows them. */
  readonly extend?: { readonly [key: string]: { readonly keep: number; readonly add: readonly PlainValue[] } }
  /** Other keys whose values changed. */
  readonly json?: JsonObject
}

/** Shared text below this is not worth a look at another call. */
const WORTH_CHARACTERS = 200
/** Earlier calls that are compared: an agent continues one of its latest. */
const COMPARED = 20

/**
 * Finds an earlier body of the same cassette that a body continues.
 *
 * @param body - a JSON body
 * @param earlier - the bodies of the calls before it; undefined where they are no JSON objects
 * @returns how it continues the one it shares most with; undefined where that saves little
 */
export function planContinuation(body: JsonObject, earlier: readonly (JsonObject | undefined)[]): Continuation | undefined {
  let best: { readonly plan: Continuation; readonly shared: number } | undefined
  for (let index = earlier.length - 1; index >= Math.max(0, earlier.length - COMPARED); index -= 1) {
    const candidate = earlier[index]
    // The order of keys is kept only where both have the same.
    if (candidate === undefined || Object.keys(candidate).join('\n') !== Object.keys(body).join('\n')) continue
    const compared = compare(body, candidate, index + 1)
    if (compared.shared > (best?.shared ?? WORTH_CHARACTERS)) best = compared
  }
  return best?.plan
}

/**
 * Gives the whole body that a continuation tells of.
 *
 * @param base - the body of the earlier call
 * @param plan - the continuation
 * @returns the body; undefined when it does not fit the base
 */
export function resolveContinuation(base: JsonObject, plan: Continuation): JsonObject | undefined {
  const entries: [string, PlainValue][] = []
  for (const [key, value] of Object.entries(base)) {
    const extension = plan.extend !== undefined && Object.hasOwn(plan.extend, key) ? plan.extend[key] : undefined
    if (extension === undefined) {
      entries.push([key, plan.json !== undefined && Object.hasOwn(plan.json, key) ? (plan.json[key] ?? null) : value])
      continue
    }
    if (!Array.isArray(value) || value.length < extension.keep) return undefined
    entries.push([key, [...value.slice(0, extension.keep), ...extension.add]])
  }
  return Object.fromEntries(entries)
}

function compare(body: JsonObject, base: JsonObject, number: number): { plan: Continuation; shared: number } {
  const extend: Record<string, { keep: number; add: readonly PlainValue[] }> = {}
  const json: Record<string, PlainValue> = Object.create(null)
  let shared = 0
  for (const [key, value] of Object.entries(body)) {
    const before = base[key] ?? null
    const text = JSON.stringify(value)
    if (text === JSON.stringify(before)) {
      shared += text.length
      continue
    }
    const kept = isList(value) && isList(before) ? sharedItems(value, before) : { items: 0, length: 0 }
    shared += kept.length
    if (isList(value) && kept.items > 0) define(extend, key, { keep: kept.items, add: value.slice(kept.items) })
    else define(json, key, value)
  }
  return {
    shared,
    plan: {
      continues: number,
      ...(Object.keys(extend).length === 0 ? {} : { extend }),
      ...(Object.keys(json).length === 0 ? {} : { json }),
    },
  }
}

function sharedItems(value: readonly PlainValue[], before: readonly PlainValue[]): { items: number; length: number } {
  let items = 0
  let length = 0
  for (; items < value.length && items < before.length; items += 1) {
    const text = JSON.stringify(value[items])
    if (text !== JSON.stringify(before[items])) break
    length += text.length
  }
  return { items, length }
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value)
}

// Assigning a key `__proto__` would set the prototype.
function define<Value>(target: Record<string, Value>, key: string, value: Value): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

