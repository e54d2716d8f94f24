// A process of its own: replays calls by one client in sessions of one size, and prints as JSON what it holds on to
// after how many.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'

import { withCassette } from 'rewind'

import { assertExact, CLIENTS } from './clients.ts'
import { CASSETTE, createSamples, HOST, writeSamples } from './samples.ts'

const DISTINCT = 50
/** What the process has before: the engine is loaded, and its code is compiled. */
const WARM_UP = 500
const MARKS = [1000, 10_000, 50_000]
const DESCRIPTORS = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd'

const [client = '', perSession = '50'] = process.argv.slice(2)
const samples = createSamples(DISTINCT, 'json')
const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
writeSamples(samples, folder)
try {
  await replay(WARM_UP)
  const marks = [{ calls: 0, ...(await holdings()) }]
  for (const calls of MARKS) {
    await replay(calls - (marks.at(-1)?.calls ?? 0))
    marks.push({ calls, ...(await holdings()) })
  }
  process.stdout.write(JSON.stringify(marks))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

async function replay(calls: number): Promise<void> {
  const size = Math.min(calls, Number(perSession))
  for (let sent = 0; sent < calls; sent += size) {
    await withCassette(CASSETTE, () => sendAll(size), { mode: 'strict', cassettes: folder, repeats: 'last' })
  }
}

async function sendAll(calls: number): Promise<void> {
  for (let index = 0; index < calls; index += 1) {
    const sample = samples[index % DISTINCT]
    if (sample !== undefined) assertExact(sample, (await CLIENTS[client]?.(HOST, sample)) ?? [])
  }
}

async function holdings() {
  for (let collection = 0; collection < 5; collection += 1) {
    await turn()
    globalThis.gc?.()
  }
  const { heapUsed, external } = process.memoryUsage()
  const resources = process.getActiveResourcesInfo()
  return {
    heapMb: (heapUsed + external) / 1e6,
    sockets: resources.filter((name) => /TCP|TLS|Pipe|GetAddrInfo/.test(name)).length,
    resources: resources.length,
    descriptors: readdirSync(DESCRIPTORS).length,
  }
}
