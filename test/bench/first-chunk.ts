// `npm run bench -- first-chunk`: what recording costs a stream. Every sample is a process of its own; contenders take
// turns.
import { execFile, fork } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { median, printTable, takeTurns, writeResult } from './harness.ts'
import type { StreamResult } from './stream-client.ts'

const RUNS: readonly string[] = [
  ...['none', 'bare', 'rewind', 'nock', 'Polly'].map((contender) => `fetch ${contender}`),
  ...['none', 'bare', 'rewind', 'nock', 'Polly'].map((contender) => `http ${contender}`),
  ...['none', 'bare', 'rewind'].map((contender) => `openai ${contender}`),
]
const ROUNDS = 3
const SAMPLES = 10

const server = fork(join(import.meta.dirname, 'stream-server.ts'))
try {
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))))
  const samples = await takeTurns(RUNS, ROUNDS, (name) => run(name.split(' '), port))
  print(samples)
} finally {
  server.disconnect()
}

async function run(parameters: readonly string[], port: number): Promise<StreamResult> {
  const script = join(import.meta.dirname, 'stream-client.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, ...parameters, `http://127.0.0.1:${port}`, String(SAMPLES)],
    { timeout: 120_000 },
  )
  return JSON.parse(stdout)
}

function print(samples: ReadonlyMap<string, readonly StreamResult[]>): void {
  const measured = RUNS.map((name) => {
    const results = samples.get(name) ?? []
    const times = results.flatMap((result) => result.times)
    const [client = '', contender = ''] = name.split(' ')
    return {
      client,
      contender,
      first: median(times.map((time) => time.first)),
      total: median(times.map((time) => time.total)),
      chunks: median(times.map((time) => time.chunks)),
      cpu: median(results.map((result) => result.cpu)),
      cpuWithWriting: median(results.map((result) => result.cpuWithWriting)),
    }
  })
  const rows = measured.map((row) => {
    const bare = measured.find(({ client, contender }) => client === row.client && contender === 'bare')
    return {
      ...row,
      firstAboveBare: row.first - (bare?.first ?? Number.NaN),
      cpuToBare: row.cpu / (bare?.cpu ?? Number.NaN),
      cpuWithWritingToBare: row.cpuWithWriting / (bare?.cpu ?? Number.NaN),
    }
  })
  printTable({
    title: `${ROUNDS * SAMPLES} streams a row, 30 chunks 20 ms apart: ms`,
    columns: [
      'client',
      'with',
      'first chunk',
      'above bare',
      'total',
      'chunks',
      'CPU',
      '× bare',
      'CPU with writing',
      '× bare',
    ],
    rows: rows.map((row) => [
      row.client,
      row.contender,
      row.first.toFixed(1),
      `${row.firstAboveBare >= 0 ? '+' : '−'}${Math.abs(row.firstAboveBare).toFixed(1)}`,
      row.total.toFixed(0),
      String(row.chunks),
      row.cpu.toFixed(2),
      row.cpuToBare.toFixed(2),
      row.cpuWithWriting.toFixed(2),
      row.cpuWithWritingToBare.toFixed(2),
    ]),
  })
  writeResult('first-chunk', { rounds: ROUNDS, samples: SAMPLES, rows })
}
