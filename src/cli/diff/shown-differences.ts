import { readConversation } from '../../answers/read-conversation.ts'
import type { DiffedCall, Difference } from '../json-reports.ts'

/** A difference, and on which side of the call it is. */
export interface ShownDifference extends Difference {
  readonly side: 'request' | 'answer'
}

/**
 * Picks what is shown to a person: all differences of a changed call; of one that was added or removed, what was asked
 * last and what was answered.
 */
export function shownDifferences({ change, request, answer }: DiffedCall): readonly ShownDifference[] {
  if (change === 'changed' || change === 'moved') return [...sided('request', request), ...sided('answer', answer)]
  const body = request.find(({ path }) => path === '$')
  const asked = body === undefined ? request : [{ path: 'asks', ...askedLast(body) }]
  return [
    ...sided('request', asked),
    ...sided(
      'answer',
      answer.filter(({ path }) => path !== 'finish'),
    ),
  ]
}

function sided(side: ShownDifference['side'], differences: readonly Difference[]): readonly ShownDifference[] {
  return differences.map((difference) => ({ side, ...difference }))
}

function askedLast({ before, after }: Difference): Omit<Difference, 'path'> {
  return after === undefined ? { before: lastWords(before) } : { after: lastWords(after) }
}

function lastWords(body: unknown): unknown {
  const { messages } = readConversation({ headers: {}, body: Buffer.from(JSON.stringify(body)) })
  const parts = messages.at(-1)?.parts ?? []
  const texts = parts.flatMap((part) =>
    part.kind === 'text' ? [part.text] : part.kind === 'tool-result' ? [part.result] : [],
  )
  return texts.length === 0 ? body : texts.length === 1 ? texts[0] : texts
}
