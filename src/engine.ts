export * from './library.ts'
export { registerJest } from './runners/jest.ts'
export { registerVitest } from './runners/vitest.ts'
