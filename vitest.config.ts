import { defineConfig } from 'vitest/config'

/**
 * What is the same under every environment, pool, transform and client, and what benchmarks rest on: looked at in CI,
 * too slow for every day.
 */
const MATRIX = [
  'test/runners/environments.test.ts',
  'test/runners/jest/{environments,kinds-of-tests}.test.ts',
  'test/safety/faults.test.ts',
  'test/clients/*.test.ts',
  'test/bench/*.test.ts',
]

export default defineConfig({
  test: {
    // Most tests wait for the processes they start: by itself, Vitest would leave a core of two idle.
    maxWorkers: 2,
    setupFiles: ['test/helpers/fixed-seed.ts'],
    // Tests start real runners and real servers: each bounds itself, and this bounds them all.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'everyday',
          include: ['test/**/*.test.ts'],
          exclude: ['test/demo/**', '**/node_modules/**', ...MATRIX],
        },
      },
      { extends: true, test: { name: 'matrix', include: MATRIX } },
    ],
  },
})
