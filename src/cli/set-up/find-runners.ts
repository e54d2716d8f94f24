import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Project } from '../project.ts'
import { manifestOf } from './manifest.ts'
import { readProjectFile } from './project-file.ts'
import { findConfig, scriptsOf } from './runner-configs.ts'
import { RUNNER_NAMES, RUNNERS, type RunnerName } from './runners.ts'

/**
 * Finds the runners that a project uses: those with a configuration or a script, else those that it depends on. What
 * only happens to be installed, for another package, does not count.
 */
export function findRunners(project: Pick<Project, 'root'>): readonly RunnerName[] {
  const used = RUNNER_NAMES.filter((name) => isConfigured(project, name) || scriptsOf(project, name).length > 0)
  const named = RUNNER_NAMES.filter((name) => manifestOf(project)?.dependencies.has(packageOf(name)) === true)
  // Beside another runner, its tests need not call a model.
  const found = used.length > 0 ? used : named
  return found.length > 1 ? found.filter((name) => name !== 'playwright') : found
}

/** Gives the package that a runner is installed by. */
export function packageOf(name: RunnerName): string {
  return name === 'playwright' ? '@playwright/test' : name
}

function isConfigured(project: Pick<Project, 'root'>, name: RunnerName): boolean {
  if (manifestOf(project)?.value[name] !== undefined) return true
  const file = findConfig(project, RUNNERS[name])
  if (file === undefined || !file.startsWith('vite.')) return file !== undefined
  // Vite's own configuration is Vitest's where it says something of tests.
  return /\btest['"]?\s*:|vitest|rewind/u.test(readProjectFile(project, file)?.text ?? '')
}

/**
 * Finds the folder above a project, in the same repository, whose runner may run its tests: that of a workspace.
 *
 * @returns absolute path; undefined where there is none
 */
export function findWorkspace({ root }: Pick<Project, 'root'>): string | undefined {
  const above: string[] = []
  let folder = root
  while (!existsSync(join(folder, '.git'))) {
    // Outside of a repository, anything may be above.
    if (dirname(folder) === folder) return undefined
    folder = dirname(folder)
    above.push(folder)
  }
  return above.find((one) => findRunners({ root: one }).length > 0)
}
