import { RewindError } from '../errors.ts'

/** A wrong use of the command line: an unknown word, a name that matches nothing, or several where one is meant. */
export class RewindUsageError extends RewindError {
  constructor(parts: {
    readonly summary: string
    readonly remedy: string
    readonly details?: readonly string[]
    readonly cause?: unknown
  }) {
    super('REWIND_USAGE', parts)
  }
}
