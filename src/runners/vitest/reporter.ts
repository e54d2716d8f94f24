import { randomUUID } from 'node:crypto'

import type { Reporter, TestModule, Vitest } from 'vitest/node'

import { closeSpending } from '../../cassette/disk/spending.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import { RUN_VARIABLE, runId } from '../../process/run-id.ts'
import type { TestReport } from '../../report/test-report.ts'
import type { GlobalSetupWatch } from '../global-setup.ts'
import { loadGlobalSetup } from '../load-global-setup.ts'
import { checkReporterOptions } from '../report/check-reporter-options.ts'
import { publishReport, type Publication, type ReporterOptions } from '../report/publish-report.ts'
import { announceReporter } from '../report/reporter-presence.ts'
import { hasMachineOutput } from './machine-output.ts'
import { warnOfSharedCassettes } from './shared-cassettes.ts'

const REPORTED = new WeakSet<Vitest>()

/** Vitest reporter: after Vitest's own summary, prints what replay saved and what went live. */
export class RewindReporter implements Reporter {
  readonly #options: ReporterOptions
  #vitest: Vitest | undefined
  #globalSetup: GlobalSetupWatch | undefined

  /** @param options - what it does beside printing */
  constructor(options: ReporterOptions = {}) {
    this.#options = checkReporterOptions(options)
  }

  /** @param vitest - the runner; a second reporter for the same one stays silent */
  onInit(vitest: Vitest): void {
    if (REPORTED.has(vitest)) return
    REPORTED.add(vitest)
    announceReporter()
    this.#vitest = vitest
  }

  /**
   * Names the run for its workers, which inherit the variable; watches the set-up code of all tests, which runs next.
   */
  onTestRunStart(): void {
    if (this.#vitest === undefined) return
    process.env[RUN_VARIABLE] = randomUUID()
    this.#globalSetup = watchSetUpOf(this.#vitest)
  }

  /** @param modules - the test files that ran */
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const vitest = this.#vitest
    if (vitest === undefined) return
    closeSpending(findProjectRoot(vitest.config.root), runId())
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const hasRun = tests.some((test) => ['passed', 'failed'].includes(test.result().state))
    await publishReport([...modules.flatMap(reportsOf), ...(this.#globalSetup?.take() ?? [])], {
      options: this.#options,
      root: vitest.config.root,
      projectFolders: vitest.projects.map((project) => project.config.root),
      ...outputOf(vitest),
      start: startOf(vitest),
      isAnnotated: vitest.config.reporters.some((reporter: unknown) => [reporter].flat()[0] === 'github-actions'),
      // Before Vitest runs a file's hooks, there is nothing that could report.
      setUp: hasRun ? "list 'rewind/vitest' in test.setupFiles of vitest.config.ts" : undefined,
      warnings: warnOfSharedCassettes(
        modules.map((module) => ({ path: module.moduleId, project: module.project.name, reports: reportsOf(module) })),
        vitest.config.root,
      ),
      isFullRun: async () =>
        isComplete(modules, vitest) && (await vitest.globTestSpecifications()).length === modules.length,
    })
  }
}

function watchSetUpOf({ projects, config }: Vitest): GlobalSetupWatch | undefined {
  if (projects.every((project) => project.config.globalSetup.length === 0)) return undefined
  return loadGlobalSetup().watchGlobalSetup(config.root, { isUpdate: config.snapshotOptions.updateSnapshot === 'all' })
}

function startOf({ config, vite }: Vitest): Publication['start'] {
  const { configFile } = vite.config
  return {
    runner: 'vitest',
    cwd: process.cwd(),
    parameters: [...(configFile === undefined ? [] : ['--config', configFile]), '--root', config.root],
    nodeOptions: process.env['NODE_OPTIONS'] ?? '',
  }
}

function outputOf({ config, logger }: Vitest): Pick<Publication, 'stream' | 'print'> {
  return hasMachineOutput(config)
    ? { stream: process.stderr, print: (summary) => logger.error(summary) }
    : { stream: process.stdout, print: (summary) => logger.log(summary) }
}

// Names of tests, shards and changes leave tests out, and a file that could not be loaded shows none.
function isComplete(modules: readonly TestModule[], { config }: Vitest): boolean {
  return (
    config.testNamePattern === undefined &&
    modules.every((module) => module.errors().length === 0 && module.children.size > 0)
  )
}

function reportsOf(module: TestModule): TestReport[] {
  const metas = [module.meta(), ...[...module.children.allTests()].map((test) => test.meta())]
  return metas.flatMap((meta) => ('rewind' in meta ? [meta.rewind].flat().filter(isReport) : []))
}

function isReport(value: unknown): value is TestReport {
  return typeof value === 'object' && value !== null && 'calls' in value && 'mode' in value
}
