// What the package's own entry is made of. Apart from the runners' part of the engine, whose types lead to those of
// every runner.
export {
  RewindCassetteError,
  RewindError,
  RewindOptionsError,
  RewindReplayDivergenceError,
  RewindSecretError,
  RewindUnusedCallsError,
} from '../errors.ts'
export { normalize } from '../options/normalize-presets.ts'
export { DEFAULT_LLM_HOSTS } from '../providers/default-hosts.ts'
export { isInstalled } from '../scope/interception.ts'
export {
  configure,
  defaultMatch,
  defineConfig,
  install,
  savings,
  uninstall,
  withCassette,
} from '../runners/script/script.ts'
