import { join } from 'node:path'

import { expect, test } from 'vitest'

import { patient } from '../helpers/patience.ts'
import { runProcess } from '../helpers/run-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
/** What the tests of the clients' connections take, at most. */
const LIMIT_MS = 150_000

// Much of what stands between a client and its server is not documented, and differs from one Node.js to the next.
test.each(['node-22', 'node-26'])(
  'every connection is seen by %s as well',
  { timeout: patient(LIMIT_MS + 10_000) },
  async (name) => {
    const node = join(import.meta.dirname, 'node_modules', name, 'bin/node')
    const words = [VITEST, 'run', '--project', 'everyday', 'test/http/']
    const { exitCode, output } = await runProcess(node, words, { cwd: ROOT, variables: {}, limitMs: LIMIT_MS })
    expect(output).toMatch(/Tests +\d{3} passed/)
    expect(exitCode, output).toBe(0)
  },
)
