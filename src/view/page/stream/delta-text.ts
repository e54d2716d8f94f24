/** Where events of the providers have the words that they add, the more specific first. */
const PATHS: readonly (readonly (string | number)[])[] = [
  // OpenAI's chat and those who speak it; text completions.
  ['choices', 0, 'delta', 'content'],
  ['choices', 0, 'delta', 'reasoning_content'],
  ['choices', 0, 'delta', 'reasoning'],
  ['choices', 0, 'delta', 'tool_calls', 0, 'function', 'arguments'],
  ['choices', 0, 'delta', 'refusal'],
  ['choices', 0, 'text'],
  // Anthropic.
  ['delta', 'text'],
  ['delta', 'thinking'],
  ['delta', 'partial_json'],
  // Gemini.
  ['candidates', 0, 'content', 'parts', 0, 'text'],
  // Bedrock's Converse.
  ['contentBlockDelta', 'delta', 'text'],
  ['delta', 'reasoningContent', 'text'],
  ['delta', 'toolUse', 'input'],
  // Cohere.
  ['delta', 'message', 'content', 'text'],
  // OpenAI's Responses.
  ['delta'],
  // Ollama, and the AI SDK.
  ['message', 'content'],
  ['response'],
  ['textDelta'],
]

/** Words that an event adds, and which of the places they are in: another place is another part of the answer. */
export interface Delta {
  readonly text: string
  readonly place: number
}

/** Finds the words that an event adds; empty where it adds none. */
export function findDelta(event: unknown): Delta {
  for (const [place, path] of PATHS.entries()) {
    const text = path.reduce<unknown>(step, event)
    if (typeof text === 'string' && text !== '') return { text, place }
  }
  return { text: '', place: -1 }
}

function step(value: unknown, name: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return typeof name === 'number' ? value[name] : undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
