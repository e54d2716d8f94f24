// `npm run bench -- first-chunk`: what recording costs a stream. Every sample is a process of its own; contenders take turns.
import { execFile, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { StreamTimes } from './stream-client.ts'

const CONTENDERS = ['none', 'bare', 'rewind'] as const
const CLIENTS = ['fetch', 'http', 'openai'] as const
const ROUNDS = 3
const SAMPLES = 20
const GOAL_MS = 3

const server = fork(join(import.meta.dirname, 'stream-server.ts'))
const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))))
const times = new Map<string, StreamTimes[]>()
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = [...CONTENDERS.slice(round % CONTENDERS.length), ...CONTENDERS.slice(0, round % CONTENDERS.length)]
    for (const row of CLIENTS.flatMap((client) => order.map((contender) => ({ client, contender })))) {
      const name = `${row.client} ${row.contender}`
      times.set(name, [...(times.get(name) ?? []), ...(await run(row.contender, row.client))])
    }
  }
} finally {
  server.disconnect()
}
print()

async function run(contender: string, client: string): Promise<StreamTimes[]> {
  const script = join(import.meta.dirname, 'stream-client.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, contender, client, `http://127.0.0.1:${port}`, String(SAMPLES)], { timeout: 60_000 })
  return JSON.parse(stdout)
}

function print(): void {
  const rows = CLIENTS.flatMap((client) => CONTENDERS.map((contender) => rowOf(client, contender)))
  const lines = rows.map((row) =>
    [row.client.padEnd(7), row.contender.padEnd(7), row.first.toFixed(1).padStart(9), signed(row.added).padStart(8), row.total.toFixed(0).padStart(8), String(row.chunks).padStart(7)].join(' '),
  )
  process.stdout.write(`Node ${process.versions.node}, ${ROUNDS * SAMPLES} streams a row, medians in ms, 30 chunks 20 ms apart\n\nclient  with        first    added    total  chunks\n${lines.join('\n')}\n`)
  const worst = Math.max(...rows.filter(({ contender }) => contender === 'rewind').map(({ added }) => added))
  process.stdout.write(`\nrewind adds at most ${worst.toFixed(1)} ms to the first chunk; the goal is ${GOAL_MS} ms: ${worst <= GOAL_MS ? 'met' : 'missed'}\n`)
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'first-chunk.json'), `${JSON.stringify({ node: process.versions.node, date: new Date().toISOString(), rows }, undefined, 2)}\n`)
}

function rowOf(client: string, contender: string) {
  const of = (name: string): readonly StreamTimes[] => times.get(`${client} ${name}`) ?? []
  const first = median(of(contender).map((time) => time.first))
  return {
    client,
    contender,
    first,
    added: first - median(of('none').map((time) => time.first)),
    total: median(of(contender).map((time) => time.total)),
    chunks: median(of(contender).map((time) => time.chunks)),
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}`
}
