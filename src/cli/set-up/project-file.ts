import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { Project } from '../project.ts'

/** A file of the project, as text. */
export interface TextFile {
  /** Relative to the project root, with `/`. */
  readonly file: string
  readonly text: string
}

/** Reads a file of the project; undefined where there is none. */
export function readProjectFile({ root }: Pick<Project, 'root'>, file: string): TextFile | undefined {
  const path = join(root, file)
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true
  return isFile ? { file, text: readFileSync(path, 'utf8') } : undefined
}

/** Finds the line that a pattern first matches on: 1-based, undefined where it matches on none. */
export function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.search(pattern)
  return index === -1 ? undefined : text.slice(0, index).split('\n').length
}
