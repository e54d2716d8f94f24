import type { AnswerPart } from './answer.ts'
import { plain } from './parts/plain.ts'

/** Finds the names of the tools that were called, by the ids of the calls. */
export function namesOfCalls(parts: readonly AnswerPart[]): ReadonlyMap<string, string> {
  return new Map(
    parts.flatMap((part) => (part.kind === 'tool-call' && part.id !== undefined ? [[part.id, part.name]] : [])),
  )
}

/** Adds to results the name of their call: most dialects name the tool in the call only. */
export function tieResults(parts: readonly AnswerPart[], names: ReadonlyMap<string, string>): readonly AnswerPart[] {
  return parts.map((part) => {
    if (part.kind !== 'tool-result' || part.name !== undefined || part.id === undefined) return part
    return plain({ ...part, name: names.get(part.id) })
  })
}
