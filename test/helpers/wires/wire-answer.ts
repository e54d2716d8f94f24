import { fieldOf, isJsonObject, type JsonObject, listOf, textOf } from '../json-value.ts'

/** What a model answers, before it is put on the wire: buffered JSON, or the events of a stream. */
export type WireAnswer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'events'; readonly events: readonly string[] }

/** What the model wants to say. */
export type Turn =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly arguments: string }

/** A request to a model, reduced to what decides the answer. */
export interface Prompt {
  /** The newest text of the user. */
  readonly text: string
  /** What the tools said last; undefined when it is the user's turn that is answered. */
  readonly toolResults: readonly string[] | undefined
  readonly tools: readonly { readonly name: string; readonly schema: unknown }[]
}

/**
 * Thinks: the same prompt gets the same words. With tools, the first one is called with what the user said; what the
 * tools said is then repeated.
 */
export function answerTo(prompt: Prompt): Turn {
  if (prompt.toolResults !== undefined)
    return { kind: 'text', text: `The tool said: ${prompt.toolResults.join(' and ')}` }
  const [tool] = prompt.tools
  if (tool !== undefined)
    return { kind: 'tool', name: tool.name, arguments: JSON.stringify(argumentsFor(tool.schema, prompt.text)) }
  return { kind: 'text', text: `You said: ${prompt.text}` }
}

/** Splits a text as models stream it: word by word, no character lost. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

/** Counts tokens, roughly: one for every four characters. */
export function tokensOf(value: unknown): number {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value ?? '')).length / 4)
}

/** Reads the text of a message's content: a string, or a list of parts. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part) => textOf(part, 'text')).join('') : ''
}

/** Writes one server-sent event; with a name for the providers that name theirs. */
export function serverSentEvent(data: unknown, name?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`
}

function argumentsFor(schema: unknown, text: string): JsonObject {
  const properties = fieldOf(schema, 'properties')
  if (!isJsonObject(properties)) return {}
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, argumentFor(property, text)]))
}

function argumentFor(property: unknown, text: string): unknown {
  const [choice] = listOf(property, 'enum')
  if (choice !== undefined) return choice
  switch (textOf(property, 'type')) {
    case 'number':
    case 'integer':
      return 1
    case 'boolean':
      return true
    case 'array':
      return []
    case 'object':
      return argumentsFor(property, text)
    default:
      return text
  }
}
