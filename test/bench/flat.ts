// `npm run bench -- flat`: whether a replayed call costs the same however many calls, tests and files there are, and
// what a process holds on to.
import { median, numberIn, printTable, runChild, takeTurns, writeResult } from './harness.ts'
import { createSuite, type MeasuredSuite, type SuitePlan } from './suite-project.ts'

const ROUNDS = 3
const CASSETTES = [
  'rewind 10',
  'rewind 100',
  'rewind 1000',
  'rewind 10000',
  'rewind 1 1000',
  'nock 10',
  'nock 100',
  'nock 1000',
]
const SUITE_CONTENDERS = ['stubbed fetch', 'rewind']
const TESTS = [10, 100, 1000]
const WARM_UP_TESTS = 30
const FILES = [5, 15, 45]
const HOLDINGS = ['fetch 50', 'fetch 50000', 'https 50', 'https 50000']

const cassettes = await measureCassettes()
const tests = await measureSuites({
  title: 'one file, one call a test: ms of CPU a test, after 30 others',
  plans: TESTS.map((count) => ({
    name: `${count} tests`,
    plan: { files: 1, tests: WARM_UP_TESTS + count, calls: 1, warmUp: WARM_UP_TESTS },
  })),
  sample: async (suite) => median(await suite.costsOfTests()),
})
const files = await measureSuites({
  title: 'one test of one call a file: ms of CPU a file, runner and workers',
  plans: FILES.map((count) => ({ name: `${count} files`, plan: { files: count, tests: 1, calls: 1 } })),
  sample: async (suite, plan) => (await suite.run()).cpu / plan.files,
})
const holdings = await measureHoldings()
writeResult('flat', { rounds: ROUNDS, cassettes, tests, files, holdings })

async function measureCassettes() {
  const samples = await takeTurns(CASSETTES, ROUNDS, (name) => runChild('flat-client.ts', name.split(' ')))
  const rows = CASSETTES.map((name) => {
    const [contender = '', distinct = '1', equal = '1'] = name.split(' ')
    const of = (figure: string): number =>
      median((samples.get(name) ?? []).map((sample) => numberIn(sample, figure))) * 1000
    return {
      contender,
      distinct: Number(distinct),
      equal: Number(equal),
      cpu: of('cpu'),
      whole: of('whole'),
      wall: of('wall'),
    }
  })
  const smallest = (contender: string): number => rows.find((row) => row.contender === contender)?.cpu ?? Number.NaN
  printTable({
    title: 'calls on a cassette: µs a call',
    columns: ['contender', 'calls', 'CPU', '× 10 calls', 'CPU with opening and closing', 'wall'],
    rows: rows.map((row) => [
      row.contender,
      row.equal === 1 ? `${row.distinct} distinct` : `${row.equal} equal`,
      row.cpu.toFixed(0),
      (row.cpu / smallest(row.contender)).toFixed(2),
      row.whole.toFixed(0),
      row.wall.toFixed(0),
    ]),
  })
  return rows
}

interface SuiteMeasurement {
  readonly title: string
  readonly plans: readonly { readonly name: string; readonly plan: SuitePlan }[]
  readonly sample: (suite: MeasuredSuite, plan: SuitePlan) => Promise<number>
}

async function measureSuites({ title, plans, sample }: SuiteMeasurement) {
  const rows = []
  for (const { name, plan } of plans) {
    await using stub = await createSuite('stubbed fetch', plan)
    await using rewind = await createSuite('rewind', plan)
    const samples = await takeTurns(SUITE_CONTENDERS, ROUNDS, (contender) =>
      sample(contender === 'rewind' ? rewind : stub, plan),
    )
    const of = (contender: string): number => median(samples.get(contender) ?? [])
    rows.push({ name, stub: of('stubbed fetch'), rewind: of('rewind'), added: of('rewind') - of('stubbed fetch') })
  }
  printTable({
    title,
    columns: ['', 'stubbed fetch', 'rewind', 'added'],
    rows: rows.map((row) => [row.name, row.stub.toFixed(2), row.rewind.toFixed(2), row.added.toFixed(2)]),
  })
  return rows
}

// At the same time: what is held does not depend on how fast it goes.
async function measureHoldings() {
  const rows = await Promise.all(
    HOLDINGS.map(async (name) => {
      const [client = '', perSession = ''] = name.split(' ')
      const marks = await runChild('flat-memory-client.ts', [client, perSession])
      if (!Array.isArray(marks)) throw new TypeError(`no marks in ${JSON.stringify(marks)}`)
      return marks.map((mark) => ({
        client,
        perSession: Number(perSession),
        calls: numberIn(mark, 'calls'),
        heapMb: numberIn(mark, 'heapMb'),
        sockets: numberIn(mark, 'sockets'),
        resources: numberIn(mark, 'resources'),
        descriptors: numberIn(mark, 'descriptors'),
      }))
    }),
  )
  printTable({
    title: 'one process, after collecting garbage',
    columns: ['client', 'calls a session', 'calls', 'heap MB', 'sockets', 'active resources', 'file descriptors'],
    rows: rows
      .flat()
      .map((row) =>
        [row.client, row.perSession, row.calls, row.heapMb.toFixed(1), row.sockets, row.resources, row.descriptors].map(
          String,
        ),
      ),
  })
  return rows.flat()
}
