// The last thing that `npm run bench` prints: every goal, what the parts measured when they ran last, and whether that
// meets it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  figure,
  ofReplay,
  inOpened,
  recorded,
  addedPerFile,
  aboveBare,
  ofHttp2,
  inSuite,
  ofCassettes,
  ofAdded,
  heldOn,
  moreDescriptors,
  type Result,
} from './goal-measures.ts'
import { numberIn, printTable } from './harness.ts'

interface Goal {
  readonly part: string
  readonly goal: string
  readonly most: number
  readonly unit: string
  readonly measure: (result: Result) => number
}

const GOALS: readonly Goal[] = [
  {
    part: 'replay',
    goal: '`fetch`, warm, to a replacement with the same key',
    most: 2,
    unit: '×',
    measure: (result) => ofReplay(result, 'fetch sequential', 'floor with key'),
  },
  {
    part: 'replay',
    goal: '`fetch`, 50 at once, to the same',
    most: 2,
    unit: '×',
    measure: (result) => ofReplay(result, 'fetch concurrent', 'floor with key'),
  },
  {
    part: 'replay',
    goal: '`fetch`, first 30 of a process, to the same',
    most: 2,
    unit: '×',
    measure: (result) => ofReplay(result, 'fetch cold', 'floor with key'),
  },
  {
    part: 'replay',
    goal: 'streams through `fetch`, to the same',
    most: 1.5,
    unit: '×',
    measure: (result) => ofReplay(result, 'fetch stream', 'floor with key'),
  },
  {
    part: 'replay',
    goal: '`https.request`, warm, to bare interceptors',
    most: 1.15,
    unit: '×',
    measure: (result) => ofReplay(result, 'https sequential', 'bare interceptors'),
  },
  {
    part: 'open',
    goal: 'opening 1,000 calls, to reading the text',
    most: 2,
    unit: '×',
    measure: (result) =>
      inOpened(result, { calls: 1000, contender: 'rewind' }, 'openMs') /
      inOpened(result, { calls: 1000, contender: 'text' }, 'openMs'),
  },
  {
    part: 'open',
    goal: 'the first call of 1,000',
    most: 1,
    unit: 'ms',
    measure: (result) => inOpened(result, { calls: 1000, contender: 'rewind' }, 'firstMs'),
  },
  {
    part: 'open',
    goal: 'memory at 10,000 calls, to the file',
    most: 1.5,
    unit: '×',
    measure: (result) => inOpened(result, { calls: 10_000, contender: 'rewind' }, 'heapToFile'),
  },
  {
    part: 'size',
    goal: 'a 40-turn agent',
    most: 0.25,
    unit: 'MB',
    measure: (result) => numberIn(result, 'cassette') / 1e6,
  },
  {
    part: 'size',
    goal: 'its git pack after five re-recordings',
    most: 0.2,
    unit: 'MB',
    measure: (result) => numberIn(result, 'pack') / 1e6,
  },
  {
    part: 'first-chunk',
    goal: 'first chunk of a recording, above bare interceptors',
    most: 1,
    unit: 'ms',
    measure: (result) => Math.max(...recorded(result, 'firstAboveBare')),
  },
  {
    part: 'first-chunk',
    goal: 'CPU of a recorded stream while it streams, to bare interceptors',
    most: 1.3,
    unit: '×',
    measure: (result) => Math.max(...recorded(result, 'cpuToBare')),
  },
  {
    part: 'first-chunk',
    goal: 'CPU of a recorded stream with redacting and writing, to bare interceptors',
    most: 1.3,
    unit: '×',
    measure: (result) => Math.max(...recorded(result, 'cpuWithWritingToBare')),
  },
  {
    part: 'set-up',
    goal: 'a Vitest file without calls',
    most: 5,
    unit: 'ms',
    measure: (result) => addedPerFile(result, 'Vitest, forks, isolated: no call', 'rewind'),
  },
  {
    part: 'set-up',
    goal: 'a Vitest file with one call, above bare interceptors',
    most: 10,
    unit: 'ms',
    measure: (result) => aboveBare(result, 'Vitest, forks, isolated: one call'),
  },
  {
    part: 'set-up',
    goal: 'a Jest file without calls, in band',
    most: 5,
    unit: 'ms',
    measure: (result) => addedPerFile(result, 'Jest, in band: no call', 'rewind'),
  },
  {
    part: 'suite',
    goal: 'CPU of a whole suite, to a stubbed `fetch`',
    most: 1.1,
    unit: '×',
    measure: (result) => inSuite(result, 'rewind') / inSuite(result, 'stubbed fetch'),
  },
  {
    part: 'suite',
    goal: 'CPU of a whole suite, to the best peer',
    most: 1,
    unit: '×',
    measure: (result) =>
      inSuite(result, 'rewind') / Math.min(...['Polly', 'aimock', 'nock', 'msw'].map((peer) => inSuite(result, peer))),
  },
  {
    part: 'protocols',
    goal: 'a replay over HTTP/2, to the bare door with the same key',
    most: 1.3,
    unit: '×',
    measure: (result) => ofHttp2(result, 'sequential'),
  },
  {
    part: 'protocols',
    goal: 'the same, 50 at once',
    most: 1.3,
    unit: '×',
    measure: (result) => ofHttp2(result, 'concurrent'),
  },
  {
    part: 'protocols',
    goal: 'first message of a recorded WebSocket session, above one without rewind',
    most: 2,
    unit: 'ms',
    measure: (result) =>
      figure(result, 'sockets', { wanted: { contender: 'rewind' }, name: 'later' }) -
      figure(result, 'sockets', { wanted: { contender: 'without' }, name: 'later' }),
  },
  {
    part: 'flat',
    goal: 'a call of 10,000 distinct ones, to one of 10',
    most: 1.2,
    unit: '×',
    measure: (result) => ofCassettes(result, { distinct: 10_000, equal: 1 }),
  },
  {
    part: 'flat',
    goal: 'a call of 1,000 equal ones, to one of 10 distinct',
    most: 1.2,
    unit: '×',
    measure: (result) => ofCassettes(result, { distinct: 1, equal: 1000 }),
  },
  {
    part: 'flat',
    goal: 'a test in a file of 1,000, to one of 10, added',
    most: 1.2,
    unit: '×',
    measure: (result) => ofAdded(result, 'tests'),
  },
  {
    part: 'flat',
    goal: 'a file in a run of 45, to one of 5, added',
    most: 1.2,
    unit: '×',
    measure: (result) => ofAdded(result, 'files'),
  },
  {
    part: 'flat',
    goal: 'heap after 50,000 calls, to after 1,000',
    most: 1.1,
    unit: '×',
    measure: (result) => Math.max(...heldOn(result, 'heapMb', (last, first) => last / first)),
  },
  {
    part: 'flat',
    goal: 'sockets and descriptors after 50,000 calls, above 1,000',
    most: 0,
    unit: '',
    measure: moreDescriptors,
  },
]

const seen = new Map<string, Result | undefined>()
printTable({
  title: 'Goals',
  columns: ['goal', 'at most', 'measured', '', 'on'],
  rows: GOALS.map(rowOf),
})

function rowOf({ part, goal, most, unit, measure }: Goal): readonly string[] {
  const result = readResult(part)
  if (result === undefined) return [goal, `${most} ${unit}`.trim(), 'not measured', '', '']
  const measured = tryMeasure(measure, result)
  if (measured === undefined || Number.isNaN(measured)) return [goal, `${most} ${unit}`.trim(), 'not measured', '', '']
  // Judged as printed: nobody should have to wonder why 1.10 is above 1.1.
  const shown = measured.toFixed(2)
  return [
    goal,
    `${most} ${unit}`.trim(),
    `${shown} ${unit}`.trim(),
    Number(shown) <= most ? 'met' : '**missed**',
    String(result.date).slice(0, 16),
  ]
}

// A figure is missing where a contender could not be measured, or where another version wrote the file; the other goals
// are shown all the same.
function tryMeasure(measure: Goal['measure'], result: Result): number | undefined {
  try {
    return measure(result)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function readResult(part: string): Result | undefined {
  if (!seen.has(part)) {
    const file = join(import.meta.dirname, 'results', `${part}.json`)
    seen.set(part, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
  }
  return seen.get(part)
}
