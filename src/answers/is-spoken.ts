import type { AnswerPart, ReasoningPart, RefusalPart, TextPart, ToolCallPart, ToolResultPart } from './answer.ts'

/** What a conversation consists of. */
type SpokenPart = TextPart | ReasoningPart | RefusalPart | ToolCallPart | ToolResultPart

/** Tells words and tool calls from what answers consist of else: media, vectors, ranks, data. */
export function isSpoken(part: AnswerPart): part is SpokenPart {
  return SPOKEN.has(part.kind)
}

const SPOKEN: ReadonlySet<string> = new Set(['text', 'reasoning', 'refusal', 'tool-call', 'tool-result'])
