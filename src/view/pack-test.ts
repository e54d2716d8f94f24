import { gzipSync } from 'node:zlib'

import type { MediaFile } from '../answers/parts/measure-answer.ts'
import type { CassetteEntry } from '../cassette/cassette.ts'
import { RewindCassetteError } from '../errors.ts'
import { sha256 } from '../process/sha256.ts'
import type { Price } from '../providers/prices/prices.ts'
import { sumOfKnown } from '../report/sums.ts'
import type { IndexedTest, Tokens } from './data/page-index.ts'
import type { CallDetail, MediaFact, TestDetail } from './data/test-detail.ts'
import { describeCalls } from './detail/describe-calls.ts'
import { mediaKinds } from './detail/media-kinds.ts'
import { requestText } from './detail/request-text.ts'
import type { ViewedTest } from './viewed-test.ts'
import { describeWire } from './wire/describe-wire.ts'

/** A test as a page holds it: what the list shows, and the rest compressed until it is opened. */
export interface PackedTest {
  readonly indexed: IndexedTest
  /** JSON of a `TestDetail`, gzip; undefined where there is no cassette to show. */
  readonly detail: Buffer | undefined
  /** JSON of a `TestWire`, gzip. */
  readonly wire: Buffer | undefined
  /** Those that the page can have, by digest. */
  readonly media: ReadonlyMap<string, MediaFile>
}

/** Bytes of one medium from which a file that is mailed and uploaded is better off without it. */
const LARGEST_EMBEDDED = 5_000_000

/**
 * Reads a test and packs it.
 *
 * @param place - where its media will be: in the page itself, or on the server
 */
export function packTest(
  test: ViewedTest,
  { price, place }: { readonly price: Price; readonly place: 'page' | 'server' },
): PackedTest {
  try {
    const entries = test.open()?.entries.filter(({ number }) => test.calls?.has(number) ?? true)
    if (entries === undefined) return { indexed: index(test, undefined), ...NOTHING }
    const { detail, media } = describeCalls(entries, { price, changes: test.changes() })
    const kept = new Map([...media].filter(([, { bytes }]) => place === 'server' || bytes.length <= LARGEST_EMBEDDED))
    const facts = [...media].map(([digest, { mimeType, bytes }]): [string, MediaFact] => [
      digest,
      { mimeType, size: bytes.length, place: kept.has(digest) ? place : 'left-out' },
    ])
    return {
      indexed: index(test, detail),
      detail: pack({
        ...detail,
        media: Object.fromEntries(facts),
        diverged: divergedTexts(test, entries),
      } satisfies TestDetail),
      wire: pack(describeWire(entries.map((entry) => entry.call()))),
      media: kept,
    }
  } catch (error) {
    // The other tests are shown all the same, and this one with what is wrong.
    if (!(error instanceof RewindCassetteError)) throw error
    return { indexed: { ...index(test, undefined), problem: error.message }, ...NOTHING }
  }
}

function divergedTexts({ run, received }: ViewedTest, entries: readonly CassetteEntry[]): TestDetail['diverged'] {
  return (run?.divergences ?? []).map(({ nearest }, place) => {
    const entry = entries.find(({ number }) => number === nearest)
    const body = received[place] ?? null
    const recorded = entry === undefined ? undefined : requestText(entry.call().request.body)
    const whole = body === null ? undefined : requestText(Buffer.from(body))
    return recorded === undefined || whole === undefined ? null : { recorded, received: whole }
  })
}

const NOTHING = { detail: undefined, wire: undefined, media: new Map<string, MediaFile>() }

function pack(value: unknown): Buffer {
  return gzipSync(JSON.stringify(value))
}

function index(
  { name, file, cassette, run }: ViewedTest,
  detail: Pick<TestDetail, 'messages' | 'calls' | 'removed'> | undefined,
): IndexedTest {
  const { calls = [], removed = [] } = detail ?? {}
  return {
    id: sha256(cassette).slice(0, ID_LENGTH),
    name,
    file,
    cassette,
    calls: calls.length,
    models: [...new Set(calls.flatMap(({ model }) => model ?? []))].toSorted(),
    tokens: tokensOf(calls),
    usd: sumOfKnown(calls.map(({ usd }) => usd)),
    ms: calls.reduce((sum, { duration }) => sum + duration, 0),
    slowest: slowestOf(calls),
    media: detail === undefined ? [] : mediaKinds(detail),
    recordedAt:
      calls
        .map(({ recordedAt }) => recordedAt)
        .toSorted()
        .at(-1) ?? null,
    changed: calls.filter(({ change }) => change !== null).length + removed.length,
    run,
    problem: null,
  }
}

const ID_LENGTH = 10

function slowestOf(calls: readonly CallDetail[]): IndexedTest['slowest'] {
  const [first] = calls.toSorted((left, right) => right.duration - left.duration)
  return first === undefined ? null : { call: first.number, ms: first.duration }
}

function tokensOf(calls: readonly CallDetail[]): Tokens | null {
  const counted = calls.filter(({ usage }) => usage.some(({ name }) => name === 'input' || name === 'output'))
  const sum = (wanted: string): number =>
    counted.flatMap(({ usage }) => usage).reduce((total, { name, count }) => total + (name === wanted ? count : 0), 0)
  return counted.length === 0 ? null : { input: sum('input'), output: sum('output') }
}
