/** A list in which what is equal is kept once. */
export interface DistinctList<Value> {
  readonly values: readonly Value[]
  /** Adds a value. @returns its place */
  add(value: Value): number
}

/** Makes an empty list. Values are JSON data. */
export function createDistinctList<Value>(): DistinctList<Value> {
  const values: Value[] = []
  const places = new Map<string, number>()
  return {
    values,
    add(value) {
      const text = JSON.stringify(value)
      const known = places.get(text)
      if (known !== undefined) return known
      places.set(text, values.length)
      return values.push(value) - 1
    },
  }
}
