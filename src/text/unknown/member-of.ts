import { isObject } from './is-object.ts'

/** Reads a property of a value that may be anything: undefined where that is not an object, or lacks it. */
export function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined
}
