import { existsSync } from 'node:fs'

import { defineConfig } from 'vitest/config'

import { CORPUS_FILE } from './test/helpers/corpus.ts'

/**
 * What is the same under every environment, pool, transform and client, and what benchmarks rest on: looked at in CI,
 * too slow for every day.
 */
const MATRIX = [
  'test/runners/environments.test.ts',
  'test/runners/{node-runners,node-test}.test.ts',
  'test/runners/jest/{environments,kinds-of-tests,jest-reporter,import,watch}.test.ts',
  // Ten runs of a runner each, and more.
  'test/runners/{aborted,bad-cassettes,configuration,identity,max-spend,record-timeout,rename,renewed-sessions,dom-sessions,report}.test.ts',
  'test/runners/{any-order,divergence,extra-calls,global-setup,obsolete,ownership,report-runs,what-is-written,without-reporter}.test.ts',
  'test/runners/{http2,many-tests,modes,monorepo,outside-tests,plugin,quiet-recording,summary,terminal-session,websocket}.test.ts',
  'test/cli/{doctor,set-up,update}.test.ts',
  // In shells that a machine may lack.
  'test/cli/completion-shells.test.ts',
  'test/regressions/{false-greens,msw-and-nock,proxy}.test.ts',
  'test/wire/shapes.test.ts',
  // Megabytes that are made to be slow.
  'test/redact/growth.test.ts',
  'test/docs/messages.test.ts',
  'test/runners/import.test.ts',
  // In a real browser as well.
  'test/import/browser-session.test.ts',
  'test/recorders/*.test.ts',
  'test/safety/{faults,interrupted,moments,refused-write,planted-credentials,planted-tokens}.test.ts',
  'test/processes/{app-server,inherit,next,other-runners,playwright,pools,run,run-ways,vite-ssr}.test.ts',
  'test/clients/*.test.ts',
  'test/bench/*.test.ts',
  'test/package/*.test.ts',
  'test/runners/run-page.test.ts',
  // In a real browser.
  'test/view/{alike,hostile,run,served,shapes}-page.test.ts',
]
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
      { extends: true, test: { name: 'matrix', include: MATRIX } },
      { extends: true, test: { name: 'corpus', include: hasCorpus ? CORPUS : [] } },
    ],
  },
})
