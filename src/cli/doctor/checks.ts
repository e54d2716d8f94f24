import type { Project } from '../project.ts'
import { checkCassetteFolder } from './check-cassette-folder.ts'
import { checkCi } from './check-ci.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkEnvironment } from './check-environment.ts'
import { checkGit } from './check-git.ts'
import { checkInstallation } from './check-installation.ts'
import { checkLists } from './check-lists.ts'
import { checkRunner } from './check-runner.ts'
import type { Check, Problem } from './problem.ts'

/** In the order in which they matter: what is wrong first makes the others wrong as well. */
const CHECKS: readonly Check[] = [
  checkConfiguration,
  checkRunner,
  checkLists,
  checkInstallation,
  checkEnvironment,
  checkGit,
  checkCassetteFolder,
  checkCi,
]

/** Looks for what is wrong with a set-up: errors first. */
export function checkSetUp(project: Project): readonly Problem[] {
  const found = CHECKS.flatMap((check) => check(project))
  return [...found.filter(({ level }) => level === 'error'), ...found.filter(({ level }) => level === 'advice')]
}
