// `npm run bench -- suite`: a whole Vitest suite of the real OpenAI SDK, replayed by rewind, by a stubbed `fetch` and
// by the peers.
import { median, printTable, takeTurns, writeResult } from './harness.ts'
import { createSuite, SUITE_CONTENDERS, type MeasuredSuite, type SuitePlan } from './suite-project.ts'

const PLAN: SuitePlan = { files: 50, tests: 10, calls: 3 }
const ROUNDS = 3

const suites = new Map<string, MeasuredSuite>()
try {
  for (const contender of SUITE_CONTENDERS) suites.set(contender, await createSuite(contender, PLAN))
  const samples = await takeTurns(
    SUITE_CONTENDERS,
    ROUNDS,
    async (contender) => suites.get(contender)?.run() ?? Promise.reject(new Error(`no suite of ${contender}`)),
  )
  const rows = SUITE_CONTENDERS.map((contender) => {
    const costs = samples.get(contender) ?? []
    return {
      contender,
      cpu: median(costs.map(({ cpu }) => cpu)) / 1000,
      wall: median(costs.map(({ wall }) => wall)) / 1000,
    }
  })
  const base = rows[0] ?? { cpu: Number.NaN, wall: Number.NaN }
  printTable({
    title: `${PLAN.files} files of ${PLAN.tests} tests of ${PLAN.calls} calls: s`,
    columns: ['contender', 'CPU', '× stubbed fetch', 'wall', '× stubbed fetch'],
    rows: rows.map(({ contender, cpu, wall }) => [
      contender,
      cpu.toFixed(1),
      (cpu / base.cpu).toFixed(2),
      wall.toFixed(1),
      (wall / base.wall).toFixed(2),
    ]),
  })
  writeResult('suite', { ...PLAN, rounds: ROUNDS, rows })
} finally {
  for (const suite of suites.values()) await suite[Symbol.asyncDispose]()
}
