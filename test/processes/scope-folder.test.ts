import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test, vi } from 'vitest'

import { makeScopeFolder } from '../../src/scope/inherit/scope-folder.ts'

// Runners end their workers by a signal, which runs no exit listener.
test('the folder of a scope that has ended leaves nothing behind, while its process goes on', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'rewind-test-'))
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(temporary, { recursive: true })
  })
  const folder = makeScopeFolder({
    test: 'asks',
    root: '/project',
    cassette: '/project/cassettes/a.yaml',
    commands: { update: 'npx rewind update', record: 'npx rewind record' },
    options: [],
    isCI: false,
    isUpdate: false,
    since: 0,
  })
  expect(readdirSync(temporary)).toHaveLength(1)
  folder.remove()
  expect(readdirSync(temporary)).toEqual([])
})
