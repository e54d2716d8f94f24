// A process of its own: sends samples by one client to one contender, and prints as JSON what a call cost.
import { join } from 'node:path'

import { assertExact, assertSameContent, CLIENTS } from './clients.ts'
import { CONTENDERS, type Contender } from './contenders.ts'
import { costOf, type Cost } from './harness.ts'
import { createSamples } from './samples.ts'

const DISTINCT = 20
const CONCURRENT = 50
const PATTERNS: Readonly<
  Record<string, { readonly warmUp: number; readonly calls: number; readonly concurrent: number }>
> = {
  sequential: { warmUp: 300, calls: 1000, concurrent: 1 },
  concurrent: { warmUp: 300, calls: 1000, concurrent: CONCURRENT },
  // The calls of a test file, in a worker that did nothing before.
  cold: { warmUp: 0, calls: 30, concurrent: 1 },
  stream: { warmUp: 50, calls: 200, concurrent: 1 },
}

const [name = '', clientName = '', patternName = ''] = process.argv.slice(2)
const pattern = PATTERNS[patternName]
const send = CLIENTS[clientName]
const contender = CONTENDERS[name] ?? (await importPeer(name))
if (pattern === undefined || send === undefined) throw new Error(`no ${patternName} or ${clientName}`)

const samples = createSamples(DISTINCT, patternName === 'stream' ? 'stream' : 'json')
const assertAnswer = name === 'aimock' ? assertSameContent : assertExact
let pieces = 0
let cost: Cost | undefined
const replay = contender(samples)
// What loads with the contender, or with its first call, is a part of what a fresh process pays.
const whole = await costOf(() =>
  replay(async (host) => {
    let index = 0
    const sendNext = async (): Promise<void> => {
      const sample = samples[index % DISTINCT]
      index += 1
      if (sample === undefined) return
      const received = await send(host, sample)
      assertAnswer(sample, received)
      pieces = received.length
    }
    const sendMany = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += pattern.concurrent) {
        await Promise.all(Array.from({ length: pattern.concurrent }, sendNext))
      }
    }
    await sendMany(pattern.warmUp)
    cost = await costOf(() => sendMany(pattern.calls))
  }),
)
if (cost === undefined) throw new Error(`${name} made no call`)
process.stdout.write(
  JSON.stringify({
    cpu: cost.cpu / pattern.calls,
    wall: cost.wall / pattern.calls,
    cpuWithLoading: whole.cpu / pattern.calls,
    pieces,
    rss: process.memoryUsage.rss(),
  }),
)
process.exit()

async function importPeer(peer: string): Promise<Contender> {
  const module: { readonly PEERS: Readonly<Record<string, Contender>> } = await import(
    join(import.meta.dirname, 'peers/contenders.ts')
  )
  const found = module.PEERS[peer]
  if (found === undefined) throw new Error(`no contender ${peer}`)
  return found
}
