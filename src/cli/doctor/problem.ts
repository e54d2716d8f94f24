import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { RewindError } from '../../errors.ts'
import type { Finding } from '../json-reports.ts'
import type { Project } from '../project.ts'

/** Looks at one part of a set-up. */
export type Check = (project: Project) => readonly Problem[]

/** Something that is wrong with a set-up, or may become so. */
export interface Problem extends Finding {
  readonly level: 'error' | 'advice'
}

type ProblemParts = Omit<Problem, 'level' | 'line'> & { readonly line?: number | undefined }

/** Makes a finding that has to be fixed: exit code 1. */
export function problem({ line, ...parts }: ProblemParts): Problem {
  return { ...parts, ...(line === undefined ? {} : { line }), level: 'error' }
}

/** Makes a finding that does no harm yet. */
export function advice(parts: ProblemParts): Problem {
  return { ...problem(parts), level: 'advice' }
}

/** A file of the project, as a check reads it. */
export interface TextFile {
  /** Relative to the project root, with `/`. */
  readonly file: string
  readonly text: string
}

/** Reads a file of the project; undefined where there is none. */
export function readProjectFile({ root }: Project, file: string): TextFile | undefined {
  const path = join(root, file)
  return existsSync(path) ? { file, text: readFileSync(path, 'utf8') } : undefined
}

/** Finds the first line that a pattern matches: 1-based, undefined where it matches none. */
export function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.search(pattern)
  return index === -1 ? undefined : text.slice(0, index).split('\n').length
}

/** Says what an error says, in one line without its code. */
export function summaryOf(error: RewindError): string {
  return error.summary.split('\n')[0] ?? ''
}

/**
 * Runs a check that needs the options; gives nothing where they cannot be loaded, which is a finding of its own.
 *
 * @throws whatever is no {@link RewindError}
 */
export function withOptions(check: Check): Check {
  return (project) => {
    try {
      project.options()
    } catch (error) {
      if (error instanceof RewindError) return []
      throw error
    }
    return check(project)
  }
}
