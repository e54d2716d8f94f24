// What a replayed call costs: `fetch` and `https.request`, one after the other and 50 at once, the first 30 of a fresh
// process, and streams of 200 events.
import { median, numberIn, parseCost, printTable, runChild, takeTurns, writeResult } from './harness.ts'

/** What one way of calling costs under one contender, medians in microseconds a call. */
interface Row {
  readonly client: string
  readonly pattern: string
  readonly contender: string
  readonly cpu: number
  readonly wall: number
  /** With the loading of the contender and its warm-up: of use where there is none. */
  readonly cpuWithLoading: number
  /** Pieces of the answer that the client saw. */
  readonly pieces: number
  readonly rssMb: number
}

const ROUNDS = 5
const FLOORS = ['bare interceptors', 'rewind']
const PEERS = ['Polly', 'nock', 'msw', 'aimock', 'undici MockAgent']
const PLANS: readonly {
  readonly client: string
  readonly patterns: readonly string[]
  readonly contenders: readonly string[]
}[] = [
  {
    client: 'fetch',
    patterns: ['sequential', 'concurrent', 'cold', 'stream'],
    contenders: ['floor', 'floor with key', ...FLOORS, ...PEERS],
  },
  // MockAgent answers no `https.request`, and a replaced `fetch` is no floor for it.
  {
    client: 'https',
    patterns: ['sequential', 'concurrent', 'cold', 'stream'],
    contenders: [...FLOORS, ...PEERS.slice(0, 4)],
  },
]

const rows: Row[] = []
for (const { client, patterns, contenders } of PLANS) {
  for (const pattern of patterns) rows.push(...(await measure({ client, pattern, contenders })))
}
writeResult('replay', { rounds: ROUNDS, rows })

async function measure({
  client,
  pattern,
  contenders,
}: {
  client: string
  pattern: string
  contenders: readonly string[]
}): Promise<readonly Row[]> {
  const samples = await takeTurns(contenders, ROUNDS, (contender) =>
    runChild('replay-client.ts', [contender, client, pattern]),
  )
  const measured = contenders.map((contender): Row => {
    const of = samples.get(contender) ?? []
    const costs = of.map(parseCost)
    return {
      client,
      pattern,
      contender,
      cpu: median(costs.map(({ cpu }) => cpu)) * 1000,
      wall: median(costs.map(({ wall }) => wall)) * 1000,
      cpuWithLoading: median(of.map((sample) => numberIn(sample, 'cpuWithLoading'))) * 1000,
      pieces: median(of.map((sample) => numberIn(sample, 'pieces'))),
      rssMb: median(of.map((sample) => numberIn(sample, 'rss'))) / 1e6,
    }
  })
  const base = measured.find(
    ({ contender }) => contender === (client === 'fetch' ? 'floor with key' : 'bare interceptors'),
  )
  // The first calls of a process are what its loading counts with.
  const cpuOf = (row: Row | undefined): number => (pattern === 'cold' ? row?.cpuWithLoading : row?.cpu) ?? Number.NaN
  printTable({
    title: `${client}, ${pattern}: µs a call${pattern === 'cold' ? ', CPU with loading' : ''}`,
    columns: ['contender', 'CPU', `× ${base?.contender}`, 'wall', 'pieces', 'RSS MB'],
    rows: measured.map((row) => [
      row.contender,
      cpuOf(row).toFixed(0),
      (cpuOf(row) / cpuOf(base)).toFixed(2),
      row.wall.toFixed(0),
      String(row.pieces),
      row.rssMb.toFixed(0),
    ]),
  })
  return measured
}
