import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/demo/**', 'test/fixtures/**', '**/node_modules/**'],
    setupFiles: ['test/helpers/fixed-seed.ts'],
    // Tests start real runners and real servers: each bounds itself, and this bounds them all.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
