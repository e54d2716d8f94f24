import type * as globalSetup from './global-setup.ts'

/** Loads what watches set-up code out of the engine, which test files in this process share. */
export function loadGlobalSetup(): typeof globalSetup {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./engine.js')
}
