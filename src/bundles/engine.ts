export * from './library.ts'
export { findGlobalSetupWatch, optionsOfProject, watchGlobalSetup } from '../runners/global-setup.ts'
export { registerVitest } from '../runners/vitest/register.ts'
