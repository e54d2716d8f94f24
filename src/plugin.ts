import { createRequire } from 'node:module'

import type { Vitest } from 'vitest/node'

import { RewindError } from './errors.ts'
import type { ReporterOptions } from './runners/report/publish-report.ts'
import { RewindReporter } from './runners/vitest/reporter.ts'

/** The part of a Vite plugin that is used. */
export interface RewindPlugin {
  readonly name: string
  configureVitest(context: { readonly vitest: Vitest; readonly project: { readonly config: ProjectConfig } }): void
}

interface ProjectConfig {
  setupFiles: string[]
  readonly name?: string
  readonly browser?: { readonly enabled?: boolean }
}

/**
 * Sets rewind up in one line of `vitest.config.ts`: the set-up file for every project, and the reporter. Listing them
 * by hand as well does no harm.
 *
 * @param options - options of the reporter
 * @returns a Vite plugin
 */
export function rewind(options: ReporterOptions = {}): RewindPlugin {
  const setupFile = createRequire(import.meta.url).resolve('./vitest.js')
  return {
    name: 'rewind',
    configureVitest({ vitest, project }) {
      if (project.config.browser?.enabled === true) {
        throw new RewindError('REWIND_RUNNER', {
          summary: `rewind runs in Node.js, and the project '${project.config.name ?? ''}' runs in a browser`,
          remedy: 'list the rewind plugin only in projects without browser.enabled',
        })
      }
      if (!project.config.setupFiles.includes(setupFile)) project.config.setupFiles.unshift(setupFile)
      const { reporters } = vitest.config
      if (!reporters.some((reporter) => reporter instanceof RewindReporter)) reporters.push(new RewindReporter(options))
    },
  }
}

export default rewind
