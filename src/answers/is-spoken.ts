import type { AnswerPart, ReasoningPart, RefusalPart, TextPart, ToolCallPart, ToolResultPart } from './answer.ts'

/** What a conversation consists of. */
type SpokenPart = TextPart | ReasoningPart | RefusalPart | ToolCallPart | ToolResultPart

/** Says whether a part is of a conversation: words or a tool call, not media, vectors, ranks or data. */
export function isSpoken(part: AnswerPart): part is SpokenPart {
  return SPOKEN.has(part.kind)
}

const SPOKEN: ReadonlySet<string> = new Set(['text', 'reasoning', 'refusal', 'tool-call', 'tool-result'])
