// A process of its own: opens a cassette in one way, finds its first call and prints as JSON what that took.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

import { createDiskStore } from '../../src/cassette/disk/store.ts'
import { startPlayback } from '../../src/session/playback.ts'
import { costOf } from './harness.ts'
import { createSamples, HOST, keyOf } from './samples.ts'

const [contender = '', file = ''] = process.argv.slice(2)
const [sample] = createSamples(1, 'json')
const key = keyOf(`${HOST}${sample?.path}`, Buffer.from(sample?.body ?? ''))
const answer = sample?.pieces.join('') ?? ''

/** What opens the file; what it gives answers the first call. */
const CONTENDERS: Readonly<Record<string, () => () => string>> = {
  text() {
    const text = readFileSync(file, 'utf8')
    return () => (text.includes(key) ? answer : '')
  },
  rewind() {
    const playback = startPlayback(createDiskStore(dirname(file)).read(file), { keyOf: () => '' })
    return () => Buffer.from(playback.find(key, 'error')?.response().body ?? []).toString()
  },
  yaml() {
    const { parseAllDocuments } = createRequire(import.meta.url)('yaml')
    const documents: { toJS(): { key?: string; response?: { body: string } } }[] = parseAllDocuments(
      readFileSync(file, 'utf8'),
    )
    const calls = documents.map((document) => document.toJS())
    return () => (calls.some((call) => call.key === key) ? answer : '')
  },
}

globalThis.gc?.()
const heapBefore = heapNow()
let find = (): string => ''
let found = ''
const open = await costOf(async () => {
  find = CONTENDERS[contender]?.() ?? find
})
globalThis.gc?.()
const heap = heapNow() - heapBefore
const first = await costOf(async () => {
  found = find()
})
if (found !== answer) throw new Error(`${contender} found ${found.slice(0, 100)}`)
process.stdout.write(
  JSON.stringify({ openMs: open.wall, openCpuMs: open.cpu, firstMs: first.wall, firstCpuMs: first.cpu, heap }),
)

function heapNow(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
