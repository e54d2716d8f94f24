import type * as library from './bundles/library.ts'
import { loadEngine } from './bundles/load-engine.ts'
import type * as errors from './errors.ts'

const engine: typeof library = loadEngine()

export const {
  configure,
  DEFAULT_LLM_HOSTS,
  defaultMatch,
  defineConfig,
  install,
  isInstalled,
  normalize,
  RewindCassetteError,
  RewindError,
  RewindOptionsError,
  RewindReplayDivergenceError,
  RewindSecretError,
  RewindUnusedCallsError,
  savings,
  uninstall,
  withCassette,
} = engine

// The classes are values of the engine's realm; these are their types.
export type RewindCassetteError = errors.RewindCassetteError
export type RewindError = errors.RewindError
export type RewindOptionsError = errors.RewindOptionsError
export type RewindReplayDivergenceError = errors.RewindReplayDivergenceError
export type RewindSecretError = errors.RewindSecretError
export type RewindUnusedCallsError = errors.RewindUnusedCallsError
export type { Mode } from './decide.ts'
export type { RequestDifference, RewindErrorCode, SecretPlace } from './errors.ts'
export type { RewindRequest } from './options/match-request.ts'
export type { IgnoreOptions, ModelPrice, ReplaceRule } from './options/option-table.ts'
export type { RewindOptions } from './options/options.ts'
export type { HostRule } from './providers/host-rule.ts'
export type { RunReport } from './report/run-report.ts'
export type { Savings } from './report/savings.ts'
