import type { AnswerPart, ToolResultPart } from '../../../answers/answer.ts'
import type { TestDetail } from '../../data/test-detail.ts'

/** A result of a tool, beside its call. */
export interface TiedResult {
  readonly result: ToolResultPart
  /** Number of the call that sent it to the model; undefined where it came along with the call of the tool. */
  readonly sentBy: number | undefined
}

/** Which results belong to which calls of tools. Places are those of {@link placeOf}. */
export interface Ties {
  /** By the place of the call of the tool. */
  readonly results: ReadonlyMap<string, TiedResult>
  /** Places of results that are shown beside their call, and so not where they were sent. */
  readonly tied: ReadonlySet<string>
  /** By the place of the message in its list: the first call that shows it. */
  readonly firstShown: ReadonlyMap<number, number>
}

/** Names the place of a part: a message of a call by its number, or the answer. */
export function placeOf(call: number, message: number | 'answer', part: number): string {
  return `${call} ${message} ${part}`
}

/** Ties results to their calls, in the order in which they are read: by id, else by name. */
export function tieResults({ calls, messages }: TestDetail): Ties {
  const results = new Map<string, TiedResult>()
  const tied = new Set<string>()
  const firstShown = new Map<number, number>()
  const open = new Map<string, string[]>()
  const visit = (part: AnswerPart, place: string, call: number): void => {
    if (part.kind === 'tool-call') {
      const name = nameOf(part)
      open.set(name, [...(open.get(name) ?? []), place])
    }
    if (part.kind !== 'tool-result') return
    // The same id again is another conversation: the last one counts. Without ids, the first that is open.
    const waiting = open.get(nameOf(part)) ?? []
    const of = part.id === undefined ? waiting[0] : waiting.at(-1)
    if (of === undefined) return
    open.set(nameOf(part), part.id === undefined ? waiting.slice(1) : [])
    results.set(of, { result: part, sentBy: of.startsWith(`${call} `) ? undefined : call })
    tied.add(place)
  }
  for (const { number, messages: places, firstNew, answer } of calls) {
    for (const [index, place] of places.entries()) {
      if (index < firstNew || firstShown.has(place)) continue
      firstShown.set(place, number)
      messages[place]?.parts.forEach((part, at) => visit(part, placeOf(number, place, at), number))
    }
    answer.parts.forEach((part, at) => visit(part, placeOf(number, 'answer', at), number))
  }
  return { results, tied, firstShown }
}

function nameOf({ id, name }: { readonly id?: string | undefined; readonly name?: string | undefined }): string {
  return id === undefined ? `name ${name ?? ''}` : `id ${id}`
}
