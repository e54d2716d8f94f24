import type { DraftPart } from '../parts/draft.ts'

/** A message whose media is not measured yet. */
export interface DraftMessage {
  readonly role: string
  readonly name?: string | undefined
  readonly parts: readonly DraftPart[]
}

/** What a dialect finds in the body of a request. */
export interface DraftConversation {
  readonly messages: readonly DraftMessage[]
  /** The fields of the body that are in the messages or the tools; all others are settings. */
  readonly used: readonly string[]
}

/** Makes a message; none of no parts. */
export function message(role: string, parts: readonly DraftPart[], name?: string): readonly DraftMessage[] {
  return parts.length === 0 ? [] : [{ role: plainRole(role, parts), name, parts }]
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['developer', 'system'],
  ['model', 'assistant'],
  ['chatbot', 'assistant'],
  ['ai', 'assistant'],
  ['human', 'user'],
  ['function', 'tool'],
])

// Anthropic, Gemini and Bedrock send the results of tools as the user.
function plainRole(role: string, parts: readonly DraftPart[]): string {
  const plain = ROLES.get(role.toLowerCase()) ?? role.toLowerCase()
  return plain === 'user' && parts.every((part) => part.kind === 'tool-result') ? 'tool' : plain
}
