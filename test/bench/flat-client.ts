// A process of its own: replays the calls of one cassette in order, and prints as JSON what one of them cost.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { assertExact, CLIENTS } from './clients.ts'
import { costOf, type Cost } from './harness.ts'
import { createSamples, HOST, writeSamples, type Sample } from './samples.ts'

/** Runs a function while samples are answered. What it does once before that is not measured. */
type Prepare = (samples: readonly Sample[], name: string) => Promise<(run: () => Promise<void>) => Promise<void>>

const WARM_UP = 300
/** Small cassettes are replayed again and again, each time in a session of its own, until there are as many calls. */
const AT_LEAST = 2000
/** nock looks at all of its answers for every call: of its largest cassettes, some calls have to do. */
const MOST_OF_NOCK = 200

const [contender = '', distinct = '1', equal = '1'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
const CONTENDERS: Readonly<Record<string, Prepare>> = {
  async rewind(samples, name) {
    const { withCassette } = await import('rewind')
    writeSamples(samples, folder, name)
    return (run) => withCassette(name, run, { mode: 'strict', cassettes: folder })
  },
  async nock(samples) {
    const { default: nock } = await import('nock')
    return async (run) => {
      for (const { path, body, pieces, contentType } of samples) {
        nock(HOST).persist().post(path, JSON.parse(body)).reply(200, pieces.join(''), { 'content-type': contentType })
      }
      await run()
      nock.cleanAll()
    }
  },
}

const prepare = CONTENDERS[contender]
if (prepare === undefined) throw new Error(`no contender ${contender}`)
try {
  const warmUp = createSamples(WARM_UP, 'json')
  await (
    await prepare(warmUp, 'warm-up')
  )(() => sendAll(warmUp))
  process.stdout.write(JSON.stringify(await measure(prepare)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

async function measure(prepareSession: Prepare): Promise<object> {
  const samples = createSamples(Number(distinct), 'json').flatMap((sample) =>
    Array.from({ length: Number(equal) }, () => sample),
  )
  const step = contender === 'nock' ? Math.ceil(samples.length / MOST_OF_NOCK) : 1
  const sent = samples.filter((_sample, index) => index % step === 0)
  const sessions = Math.max(1, Math.floor((contender === 'nock' ? MOST_OF_NOCK : AT_LEAST) / sent.length))
  const session = await prepareSession(samples, 'measured')
  const inside: Cost[] = []
  const whole = await costOf(async () => {
    for (let number = 0; number < sessions; number += 1) {
      await session(async () => {
        inside.push(await costOf(() => sendAll(sent)))
      })
    }
  })
  const calls = sessions * sent.length
  const sum = (figure: keyof Cost): number => inside.reduce((total, cost) => total + cost[figure], 0)
  return { cpu: sum('cpu') / calls, wall: sum('wall') / calls, whole: whole.cpu / calls }
}

async function sendAll(samples: readonly Sample[]): Promise<void> {
  for (const sample of samples) assertExact(sample, (await CLIENTS.fetch?.(HOST, sample)) ?? [])
}
