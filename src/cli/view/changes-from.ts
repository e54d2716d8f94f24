import type { Answer } from '../../answers/answer.ts'
import type { MediaFile } from '../../answers/parts/measure-answer.ts'
import { readAnswerWithMedia } from '../../answers/read-answer.ts'
import type { Cassette, CassetteEntry } from '../../cassette/cassette.ts'
import type { Price } from '../../providers/prices/prices.ts'
import type { CallChange } from '../../view/data/test-detail.ts'
import type { TestChanges } from '../../view/viewed-test.ts'
import { compareCassettes } from '../diff/compare-cassettes.ts'
import { pairCalls } from '../diff/pair-calls.ts'
import type { BeforeAfter, DiffedCall } from '../json-reports.ts'

/** Finds how a cassette differs from its previous state, and what was answered then. */
export function changesFrom(file: string, sides: BeforeAfter<Cassette | undefined>, price: Price): TestChanges {
  const diffed = compareCassettes(file, sides, price)
  const old = new Map(sides.before?.entries.map((entry) => [entry.number, entry]))
  const partners = new Map(
    pairCalls(sides.before?.entries ?? [], sides.after?.entries ?? []).map(({ before, after }) => [
      after?.number,
      before,
    ]),
  )
  const media = new Map<string, MediaFile>()
  const answerOf = (entry: CassetteEntry): Answer => {
    const { answer, files } = readAnswerWithMedia(entry.call())
    for (const [digest, medium] of files) media.set(digest, medium)
    return answer
  }
  return {
    media,
    calls: new Map(
      diffed.flatMap((call) => {
        const kind = call.change
        if (kind === 'removed') return []
        const before = kind === 'added' ? undefined : partners.get(call.call)
        return [[call.call, changeOf({ ...call, change: kind }, before && answerOf(before))] as const]
      }),
    ),
    removed: diffed.flatMap(({ change, call, request }) => {
      const entry = change === 'removed' ? old.get(call) : undefined
      return entry === undefined ? [] : [{ number: call, request, answer: answerOf(entry) }]
    }),
  }
}

function changeOf(
  { change, request, answer }: Pick<DiffedCall, 'request' | 'answer'> & { readonly change: CallChange['kind'] },
  before: CallChange['before'] | undefined,
): CallChange {
  return { kind: change, request, answer, before: before ?? null }
}
