export * from './library.ts'
export { registerVitest } from '../runners/vitest/register.ts'
