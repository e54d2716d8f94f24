import { addLine } from '../../session/explain/failures/failures.ts'

/** Says in an error that a retry passed without it. */
export function sayEarlierAttempt(error: Error): Error {
  return addLine(error, '  note      an earlier attempt failed with this: a retry that passes does not change that')
}
