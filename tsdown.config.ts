import { defineConfig, type UserConfig } from 'tsdown'

const shared: UserConfig = { platform: 'node', target: 'node22', dts: true, fixedExtension: false }

export default defineConfig([
  {
    ...shared,
    entry: ['src/index.ts', 'src/engine.ts', 'src/vitest.ts', 'src/plugin.ts', 'src/reporter.ts', 'src/jest-reporter.ts'],
    format: 'esm',
    clean: true,
  },
  // What Jest evaluates in its sandbox, where it cannot require ES modules: these load the engine above by themselves.
  { ...shared, entry: ['src/index.ts', 'src/jest.cts', 'src/jest-preset.cts'], format: 'cjs', clean: false, deps: { neverBundle: ['@jest/globals'] } },
])
