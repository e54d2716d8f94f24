import FetchAdapter from '@pollyjs/adapter-fetch'
import { Polly } from '@pollyjs/core'
import FSPersister from '@pollyjs/persister-fs'
import { afterEach, beforeEach } from 'vitest'

// Records what the stub says.
if (process.env.BENCH_RECORDS === '1') await import('./stub.mjs')

Polly.register(FetchAdapter)
Polly.register(FSPersister)
let polly
beforeEach(({ task }) => {
  polly = new Polly(`${task.file.name} ${task.name}`, {
    adapters: ['fetch'],
    persister: 'fs',
    persisterOptions: { fs: { recordingsDir: 'recordings' } },
    mode: process.env.BENCH_RECORDS === '1' ? 'record' : 'replay',
    recordIfMissing: false,
  })
})
afterEach(() => polly.stop())
