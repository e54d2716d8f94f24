import { userFramesOf } from '../../../process/own-frames.ts'

/** Gives an error the stack of the line in the user's code that made a request; no frames where none is the user's. */
export function withUserStack<Failure extends Error>(error: Failure, origin: Error): Failure {
  error.stack = [`${error.name}: ${error.message}`, ...userFramesOf(origin.stack)].join('\n')
  return error
}
