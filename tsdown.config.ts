import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/engine.ts', 'src/vitest.ts', 'src/plugin.ts', 'src/reporter.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node22',
  dts: true,
  clean: true,
  fixedExtension: false,
})
