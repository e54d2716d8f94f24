import { loadEngine } from './load-engine.ts'

const engine = loadEngine()

export const {
  configure,
  DEFAULT_LLM_HOSTS,
  defaultMatch,
  defineConfig,
  install,
  isInstalled,
  RewindCassetteError,
  RewindError,
  RewindOptionsError,
  RewindReplayDivergenceError,
  RewindUnusedCallsError,
  savings,
  uninstall,
  withCassette,
} = engine

export type { Mode } from './decide.ts'
export type { RequestDifference, RewindErrorCode } from './errors.ts'
export type { ReplaceRule, RewindOptions, RewindRequest } from './options.ts'
export type { HostRule } from './providers/host-rule.ts'
export type { RunReport } from './report/run-report.ts'
export type { Savings } from './runners/script.ts'
