/** Narrows a value to an object of any kind: a list and an instance of a class are ones as well. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
