/**
 * Hides the data of an error from what prints it: Node.js and node:test list every field below the message, which says
 * it all.
 *
 * @returns the error; its fields can be read as before
 */
export function hideFields<Failure extends Error>(error: Failure): Failure {
  for (const name of Object.keys(error)) Object.defineProperty(error, name, { enumerable: false })
  return error
}
