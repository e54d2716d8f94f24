import type * as engine from './bundles/engine.ts' with { 'resolution-mode': 'import' }

// Jest reads a preset before it runs globalSetup, in the same process, and makes reporters after it.
const { watchGlobalSetup }: typeof engine = process.getBuiltinModule('node:module').createRequire(__filename)(
  './engine.js',
)
const isGiven = (...flags: readonly string[]): boolean => flags.some((flag) => process.argv.includes(flag))
watchGlobalSetup(process.cwd(), {
  ...(isGiven('--ci') ? { isCI: true } : {}),
  isUpdate: isGiven('-u', '--updateSnapshot'),
})

module.exports = {
  setupFilesAfterEnv: [require.resolve('./jest.cjs')],
  reporters: ['default', require.resolve('./jest-reporter.js')],
}
