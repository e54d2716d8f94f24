import { existsSync } from 'node:fs'

import { defineConfig } from 'vitest/config'

import { CORPUS_FILE } from './test/helpers/corpus.ts'

/**
 * What is the same under every environment, pool, transform, client and browser, what takes ten runs of a runner, and
 * what benchmarks rest on: looked at in CI, too slow for every day.
 */
const MATRIX = ['test/**/*.matrix.test.ts', 'test/{bench,clients,package,recorders}/*.test.ts']
/** Needs traffic that is not in the repository. */
const CORPUS = ['test/corpus/*.test.ts']

const hasCorpus = existsSync(CORPUS_FILE)
if (!hasCorpus && process.argv.includes('corpus'))
  process.stdout.write(`The tests of test/corpus are left out: there is no ${CORPUS_FILE}.\n`)

export default defineConfig({
  test: {
    // Most tests wait for the processes they start: by itself, Vitest would leave a core of two idle.
    maxWorkers: 2,
    // Tests start real runners and real servers: each bounds itself, and `patient-bounds` bounds them all.
    setupFiles: ['test/helpers/fixed-seed.ts', 'test/helpers/patient-bounds.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'everyday',
          include: ['test/**/*.test.ts'],
          exclude: ['test/demo/**', '**/node_modules/**', ...CORPUS, ...MATRIX],
        },
      },
      { extends: true, test: { name: 'matrix', include: MATRIX, exclude: ['**/node_modules/**'] } },
      { extends: true, test: { name: 'corpus', include: hasCorpus ? CORPUS : [] } },
    ],
  },
})
