import type { JsonObject } from './exact-json.ts'

/** Where requests hold what was said, by API. */
const CONVERSATION: ReadonlySet<string> = new Set(['messages', 'input', 'contents', 'prompt', 'inputText'])

/**
 * Moves what was said to the end of a request, so that a reader meets the answer right after the question: clients send
 * up to two hundred lines of tools between them. The order of keys means nothing.
 */
export function conversationLast(body: JsonObject): JsonObject {
  const entries = Object.entries(body)
  const said = entries.filter(([key]) => CONVERSATION.has(key))
  return Object.fromEntries([...entries.filter(([key]) => !CONVERSATION.has(key)), ...said])
}
