import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { describe, expect, test } from 'vitest'

import { createJestProject, JEST_BIN } from '../helpers/projects/jest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startBedrockServer } from './bedrock-server.ts'

const HOST = 'bedrock-runtime.us-east-1.amazonaws.com'
const MODULES = join(import.meta.dirname, 'node_modules')
/** The program of each line of Node.js that is supported. */
const NODES = {
  22: join(MODULES, 'node-22/bin/node'),
  24: process.execPath,
  26: join(MODULES, 'node-26/bin/node'),
} as const
const NETWORK = pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href
const SUITE = readFileSync(join(import.meta.dirname, 'bedrock-suite.js'), 'utf8')
const TESTS = {
  Vitest: {
    'test/bedrock.test.mjs': `import * as bedrock from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import define from '../bedrock-suite.cjs'
define({ test, expect, bedrock })
`,
  },
  Jest: {
    'test/bedrock.test.cjs': `require('../bedrock-suite.cjs')({ test, expect, bedrock: require('@aws-sdk/client-bedrock-runtime') })
`,
    'jest.config.cjs': `module.exports = {
  testMatch: ['**/*.test.cjs'],
  setupFilesAfterEnv: ['rewind/jest'],
  reporters: ['default', 'rewind/jest-reporter'],
}
`,
  },
} as const

const WAYS = [
  ['Vitest', 22],
  ['Vitest', 24],
  ['Vitest', 26],
  ['Jest', 22],
  ['Jest', 24],
  ['Jest', 26],
] as const

describe.each(WAYS)("Bedrock's client without settings, under %s on Node %s", (runner, node) => {
  test('whatever it does is recorded over HTTP/2, and replayed without a connection', async () => {
    using certificate = await createCertificate([HOST])
    await using server = await startBedrockServer(certificate)
    await using project = createJestProject({
      'bedrock-suite.cjs': SUITE,
      'rewind.config.js': 'module.exports = { recordErrors: true }\n',
      ...TESTS[runner],
    })
    symlinkSync(join(MODULES, '@aws-sdk'), join(project.root, 'node_modules/@aws-sdk'))
    const run = async (more: Readonly<Record<string, string>> = {}) =>
      runProcess(
        NODES[node],
        runner === 'Vitest' ? [join(project.root, 'node_modules/vitest/vitest.mjs'), 'run'] : [JEST_BIN],
        {
          cwd: project.root,
          variables: {
            LOOPBACK_HOSTS: JSON.stringify({ [`${HOST}:443`]: server.port }),
            NODE_EXTRA_CA_CERTS: certificate.caFile,
            NODE_OPTIONS: `--import=${NETWORK}`,
            ...more,
          },
        },
      )

    const recorded = await run()
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recorded.output).toContain('22 recorded')
    expect([server.requests(), server.aborted()]).toEqual([22, 1])
    const connections = server.connections()

    const strict = await run({ CI: 'true' })
    expect(strict.exitCode, strict.output).toBe(0)
    expect(strict.output).toContain('strict · 13 tests · 22 calls replayed')
    expect(server.connections()).toBe(connections)

    project.write('bedrock-suite.cjs', SUITE.replace("'hello Bob'", "'hello Bo'"))
    const changed = await run({ CI: 'true' })
    expect(changed.exitCode, changed.output).toBe(1)
    expect(changed.output).toContain('- hello Bob')
    expect([server.connections(), server.requests()]).toEqual([connections, 22])
  })
})
