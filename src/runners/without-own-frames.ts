import { RewindError, RewindOptionsError } from '../errors.ts'
import { userFramesOf } from '../process/own-frames.ts'
import { hideFields } from './hide-fields.ts'

/**
 * Runs what is set up before tests, and takes the frames of this package, and fields that would be printed, out of
 * what it throws. An error of the configuration leads to its line there.
 *
 * @throws what `run` throws
 */
export function withoutOwnFrames<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof RewindError) hideFields(error)
    if (error instanceof Error) trimFrames(error)
    throw error
  }
}

function trimFrames(error: Error): void {
  const frames = userFramesOf(error.stack)
  const own = frames.length > 0 ? frames : framesOfConfiguration(error)
  error.stack = [`${error.name}: ${error.message}`, ...own].join('\n')
}

function framesOfConfiguration(error: Error): readonly string[] {
  if (!(error instanceof RewindOptionsError) || error.file === undefined) return []
  return [`    at ${error.file}:${error.line ?? 1}:1`]
}
