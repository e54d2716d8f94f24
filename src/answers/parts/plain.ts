/** Makes plain JSON of an object: leaves out the entries that are undefined. */
export function plain<Value extends object>(value: Value): Value {
  const copy = { ...value }
  for (const name in copy) if (copy[name] === undefined) delete copy[name]
  return copy
}
