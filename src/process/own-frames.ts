import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The folder of this package's code: `dist` of the bundles, which are all side by side, or `src`. */
const OWN_FOLDER = basename(import.meta.dirname) === 'process' ? dirname(import.meta.dirname) : import.meta.dirname
const OWN_URL = pathToFileURL(OWN_FOLDER).href

/** Says whether a line of a stack is a frame of this package. */
export function isOwnFrame(line: string): boolean {
  return /^\s+at /.test(line) && (line.includes(OWN_FOLDER) || line.includes(OWN_URL))
}

/**
 * Finds the line of the user's code that a stack leads to.
 *
 * @returns its file, as an absolute path, and its 1-based line; undefined where the stack has no frame of the user's
 */
export function findUserPlace(stack: string | undefined): { readonly file: string; readonly line: number } | undefined {
  const [frame = ''] = userFramesOf(stack)
  const [, file, line] =
    /\(?((?:file:\/\/)?[^()\s][^()]*?):(\d+):\d+\)?$/.exec(frame.replace(/^\s+at (?:async )?/, '')) ?? []
  if (file === undefined) return undefined
  const path = file.startsWith('file:') ? process.getBuiltinModule('node:url').fileURLToPath(file) : file
  return { file: path, line: Number(line) }
}

/** What a framework has built; and a column of code that was minified, whose lines nobody can read. */
const BUILT = /[\\/]\.(?:next|nuxt|output|svelte-kit)[\\/]|:\d+:(?:[2-9]\d\d|\d{4,})\)?$/

/**
 * Finds the frames of a stack that lie in code of the user's: neither in Node.js, nor in a package, nor here, nor in
 * what was built of it.
 *
 * @returns the lines, as they are in the stack
 */
export function userFramesOf(stack: string | undefined): readonly string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node:|node_modules|\(<anonymous>\)|at <anonymous>/.test(line))
    .filter((line) => !isOwnFrame(line) && !BUILT.test(line))
}
