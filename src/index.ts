import type * as library from './bundles/library.ts'
import { loadEngine } from './bundles/load-engine.ts'

// The types of this entry are those of `bundles/library.ts`.
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
  testCookie,
  testHeaders,
  uninstall,
  withCassette,
} = engine
