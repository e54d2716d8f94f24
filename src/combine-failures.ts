/**
 * Makes one error of all that went wrong in a session: runners show one well, and lose the message of an AggregateError.
 *
 * @param failures - in the order they happened
 * @returns the first, its message telling of the others; undefined where there is none
 */
export function combineFailures(failures: readonly Error[]): Error | undefined {
  const [first, ...others] = failures
  if (first === undefined || others.length === 0) return first
  return setMessage(first, [first.message, '', `and ${others.length} more:`, ...others.map((error) => error.message)].join('\n'))
}

/**
 * Adds a line to the message of an error, once.
 *
 * @param error - the error
 * @param line - the line
 * @returns the same error
 */
export function addLine(error: Error, line: string): Error {
  return error.message.includes(line) ? error : setMessage(error, `${error.message}\n${line}`)
}

// Runners print the stack, which begins with the message.
function setMessage(error: Error, message: string): Error {
  const before = error.message
  error.message = message
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => message)
  return error
}
