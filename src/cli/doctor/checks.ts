import type { Finding } from '../json-reports.ts'
import type { Project } from '../project.ts'
import { checkCassetteFolder } from './check-cassette-folder.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkGit } from './check-git.ts'
import { checkRunner } from './check-runner.ts'

/** Looks at one part of a set-up. Findings of kind `advice` are no errors. */
type Check = (project: Project) => readonly Finding[]

/** In the order in which they matter: what is wrong first makes the others wrong as well. */
const CHECKS: readonly Check[] = [checkConfiguration, checkRunner, checkGit, checkCassetteFolder]

/** Looks for what is wrong with a set-up. */
export function checkSetUp(project: Project): readonly Finding[] {
  return CHECKS.flatMap((check) => check(project))
}
