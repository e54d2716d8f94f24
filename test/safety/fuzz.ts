import { CASSETTE_READER } from './properties/cassette-reader.ts'
import { REDACTION_COST } from './properties/redaction-cost.ts'
import { REDACTION } from './properties/redaction.ts'
import { REQUEST_KEY } from './properties/request-key.ts'
import { STREAM_CAPTURE } from './properties/stream-capture.ts'

// `npm run fuzz [seed]`: what the everyday run asks a few times, asked often, with another seed each time.
const seed = Number(process.argv[2] ?? Math.trunc(Math.random() * 2 ** 31))
const properties = [...CASSETTE_READER, ...REQUEST_KEY, ...STREAM_CAPTURE, ...REDACTION, ...REDACTION_COST]

process.stdout.write(`seed ${seed}\n`)
let total = 0
for (const { name, runs, check } of properties) {
  const startedAt = performance.now()
  await check({ numRuns: runs, seed })
  total += runs
  process.stdout.write(
    `${String(runs).padStart(7)} runs  ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${name}\n`,
  )
}
process.stdout.write(`${String(total).padStart(7)} runs held\n`)
