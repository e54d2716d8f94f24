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

/**
 * Runs a check that needs the options; gives nothing where they cannot be loaded, which is a finding of its own.
 *
 * @throws any error that is not a {@link RewindError}
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
