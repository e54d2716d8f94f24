import { basename, dirname } from 'node:path'

/** The folder of this package's code: `dist` of the bundles, which are all side by side, or `src`. */
const OWN_FOLDER = basename(import.meta.dirname) === 'process' ? dirname(import.meta.dirname) : import.meta.dirname

/** Says whether a line of a stack is a frame of this package. */
export function isOwnFrame(line: string): boolean {
  return /^\s+at /.test(line) && line.includes(OWN_FOLDER)
}
