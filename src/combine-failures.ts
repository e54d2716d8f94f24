/**
 * Makes one error of all that went wrong in a session: runners show one well, and lose the message of an AggregateError.
 *
 * @param failures - in the order they happened
 * @returns the first, its message telling of the others; undefined where there is none
 */
export function combineFailures(failures: readonly Error[]): Error | undefined {
  const [first, ...others] = failures
  if (first === undefined || others.length === 0) return first
  const before = first.message
  first.message = [before, '', `and ${others.length} more:`, ...others.map((error) => error.message)].join('\n')
  if (first.stack !== undefined) first.stack = first.stack.replace(before, () => first.message)
  return first
}
