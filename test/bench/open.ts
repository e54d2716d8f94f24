// What it costs to open a cassette: 10 to 10,000 calls, each size in fresh processes, beside reading the file as text
// and parsing it as YAML.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { median, numberIn, printTable, runChild, takeTurns, writeResult } from './harness.ts'
import { createSamples, writeSamples } from './samples.ts'

const ROUNDS = 5
const SIZES = [10, 100, 1000, 10_000]
/** A whole parser takes ten seconds and a gigabyte for the largest. */
const LARGEST_PARSED = 1000

const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
try {
  const results = []
  for (const calls of SIZES) results.push(...(await measure(calls)))
  writeResult('open', { rounds: ROUNDS, results })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(calls: number): Promise<readonly object[]> {
  const file = writeSamples(createSamples(calls, 'json'), folder)
  const bytes = statSync(file).size
  const contenders = calls > LARGEST_PARSED ? ['text', 'rewind'] : ['text', 'rewind', 'yaml']
  const samples = await takeTurns(contenders, ROUNDS, (contender) => runChild('open-client.ts', [contender, file]))
  const rows = contenders.map((contender) => {
    const of = (name: string): number => median((samples.get(contender) ?? []).map((sample) => numberIn(sample, name)))
    return {
      calls,
      contender,
      openMs: of('openMs'),
      openCpuMs: of('openCpuMs'),
      firstMs: of('firstMs'),
      firstCpuMs: of('firstCpuMs'),
      heapToFile: of('heap') / bytes,
    }
  })
  const base = rows[0]?.openMs ?? Number.NaN
  printTable({
    title: `${calls} calls, ${(bytes / 1e6).toFixed(2)} MB: ms`,
    columns: ['contender', 'open', '× text', 'open, CPU', 'first call', 'first call, CPU', 'heap ÷ file'],
    rows: rows.map((row) => [
      row.contender,
      row.openMs.toFixed(2),
      (row.openMs / base).toFixed(1),
      row.openCpuMs.toFixed(2),
      row.firstMs.toFixed(2),
      row.firstCpuMs.toFixed(2),
      row.heapToFile.toFixed(2),
    ]),
  })
  return rows
}
