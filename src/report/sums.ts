/** Adds up numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Adds up the amounts that are known; null where none is, which is not the same as 0. */
export function sumOfKnown(amounts: readonly (number | null | undefined)[]): number | null {
  const known = amounts.filter((amount) => amount !== null && amount !== undefined)
  return known.length === 0 ? null : sum(known)
}
