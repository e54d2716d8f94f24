import { DISK } from './faults/disk.ts'
import { NotPossibleHere, type Fault } from './faults/fault.ts'
import { KILLED_WRITERS } from './faults/killed-writers.ts'
import { MANY_PROCESSES, ONE_CASSETTE } from './faults/processes.ts'
import { RUNS } from './faults/runs.ts'
import { STRICT, WRONG_CONFIGURATION } from './faults/strict.ts'
import { SUITES } from './faults/suites.ts'

// `npm run faults`: injects every fault in full and prints what came of it.
async function inject({
  run,
}: Fault): Promise<{ readonly result: 'held' | 'FAILED' | 'not possible here'; readonly detail: string }> {
  try {
    return { result: 'held', detail: await run('all') }
  } catch (error) {
    return { result: error instanceof NotPossibleHere ? 'not possible here' : 'FAILED', detail: String(error) }
  }
}

for (const fault of [
  ...KILLED_WRITERS,
  ...DISK,
  ...MANY_PROCESSES,
  ...ONE_CASSETTE,
  ...RUNS,
  ...SUITES,
  ...STRICT,
  ...WRONG_CONFIGURATION,
]) {
  const startedAt = performance.now()
  const { result, detail } = await inject(fault)
  if (result === 'FAILED') process.exitCode = 1
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(
    `${fault.fault}\n  injected  ${fault.injected}\n  checked   ${fault.checked}\n  result    ${result}: ${detail} (${seconds} s)\n\n`,
  )
}
