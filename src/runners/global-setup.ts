import { RewindError } from '../errors.ts'
import { findProjectRoot, loadConfigFile } from '../options/config/config-file.ts'
import { OptionLayers } from '../options/option-layers.ts'
import type { OptionsProcess } from '../options/option.ts'
import type { ResolvedOptions } from '../options/options.ts'
import type { CallOutcome, TestReport } from '../report/test-report.ts'
import { emptyReport } from '../report/test-report.ts'
import { baseLayers, environment, matcherOf } from '../scope/active-scopes.ts'
import { startInterception } from '../scope/interception.ts'

/** What the runner's own process did outside of test files, since it is watched. */
export interface GlobalSetupWatch {
  readonly options: ResolvedOptions
  /** Gives what came since the last time: one report, or none. */
  take(): readonly TestReport[]
}

let watch: GlobalSetupWatch | undefined

/**
 * Watches the calls of `globalSetup` and `globalTeardown`, which run in the process of the runner: in `strict` they are
 * refused, and the run fails; else they go live and are counted. Harmless when repeated.
 *
 * @param folder - a folder of the project
 * @param surroundings - the process as the runner sees it
 */
export function watchGlobalSetup(folder: string, surroundings: Partial<OptionsProcess>): GlobalSetupWatch {
  watch ??= startWatch(folder, surroundings)
  return watch
}

/** Finds the watch of this process, where there is one. */
export function findGlobalSetupWatch(): GlobalSetupWatch | undefined {
  return watch
}

/** Resolves the options of a project, as they hold outside of its test files. */
export function optionsOfProject(folder: string, surroundings: Partial<OptionsProcess>): ResolvedOptions {
  const config = loadConfigFile(findProjectRoot(folder))
  return new OptionLayers({ process: { ...environment, ...surroundings }, outer: baseLayers, config }).resolve()
}

function startWatch(folder: string, surroundings: Partial<OptionsProcess>): GlobalSetupWatch {
  const options = optionsOfProject(folder, surroundings)
  // Makes its hosts known to the gate.
  matcherOf(options)
  let calls: CallOutcome[] = []
  let warnings: string[] = []
  let isReported = false
  startInterception({
    kind: 'set-up',
    options,
    onLive: (provider) => void calls.push({ kind: 'live', provider, unread: true, ms: 0 }),
    onRefused(error) {
      process.exitCode = 1
      if (isReported) process.emitWarning(error)
      else
        warnings.push(
          error instanceof RewindError ? `${error.summary}: ${error.remedy}  [${error.code}]` : error.message,
        )
    },
  })
  return {
    options,
    take() {
      isReported = true
      if (calls.length + warnings.length === 0) return []
      const report = { ...emptyReport(options.mode), calls, warnings, outsideTests: true as const }
      calls = []
      warnings = []
      return [report]
    },
  }
}
