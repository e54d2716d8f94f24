import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { createHostMatcher } from '../../src/providers/host-matcher.ts'
import { fieldOf, parseJson, textOf } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

test('every client can be made without a key, asks its own host, prints no warning, and opens no connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rewind-keys-'))
  const finished = await runProcess(process.execPath, [join(import.meta.dirname, 'keys.mjs'), folder], {
    cwd: import.meta.dirname,
    variables: {
      HOME: folder,
      USERPROFILE: folder,
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href}`,
      LOOPBACK_LOG: join(folder, 'connections.log'),
    },
  })
  const log = join(folder, 'connections.log')
  const connections = existsSync(log) ? readFileSync(log, 'utf8') : ''
  rmSync(folder, { recursive: true, force: true })
  const clients = finished.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(parseJson)
  const hosts = createHostMatcher([])

  expect(clients.length, finished.output).toBeGreaterThan(25)
  expect(clients.filter((client) => !hosts.hasHost(textOf(client, 'host')))).toEqual([])
  expect(new Set(clients.map((client) => fieldOf(client, 'host'))).size).toBeGreaterThan(14)
  expect(finished.output).not.toContain('GEMINI_API_KEY are set')
  expect(connections).toBe('')
})
