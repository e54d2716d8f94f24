import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { numberAt, objectAt, objectsAt, textAt } from '../parts/json-values.ts'

/**
 * Folds the events of a chat stream into the choices that the same answer has when it comes whole. A body that came
 * whole is one event.
 */
export function foldChatChoices(events: readonly UnknownRecord[]): readonly UnknownRecord[] {
  const choices = new Map<number, UnknownRecord>()
  for (const event of events) {
    for (const choice of objectsAt(event, 'choices')) {
      const index = numberAt(choice, 'index') ?? 0
      choices.set(index, foldChoice(choices.get(index), choice))
    }
  }
  return [...choices].toSorted(([a], [b]) => a - b).map(([, choice]) => choice)
}

function foldChoice(folded: UnknownRecord | undefined, choice: UnknownRecord): UnknownRecord {
  const finish = choice['finish_reason'] ?? folded?.['finish_reason']
  // Some give the message so far beside each delta, and Together's completions the text beside it.
  if (isRecord(choice['delta'])) {
    return { finish_reason: finish, message: foldMessage(objectAt(folded, 'message'), choice['delta']) }
  }
  if (isRecord(choice['message'])) return { ...choice, finish_reason: finish }
  return { finish_reason: finish, text: joined(folded?.['text'], choice['text'] ?? '') }
}

function foldMessage(folded: UnknownRecord, delta: UnknownRecord): UnknownRecord {
  const message: Record<string, unknown> = { ...folded }
  for (const [name, value] of Object.entries(delta)) {
    if (value === null || value === undefined) continue
    if (name === 'tool_calls') message[name] = foldList(message[name], value, foldCall)
    // Groq sends a tool that it ran as a whole each time.
    else if (name === 'executed_tools') message[name] = foldList(message[name], value, (_older, newer) => newer)
    else message[name] = foldValue(message[name], value)
  }
  return message
}

// Text grows, lists get longer, objects (`audio`, `function_call`) are folded field by field.
function foldValue(older: unknown, newer: unknown): unknown {
  if (Array.isArray(older) && Array.isArray(newer)) return [...older, ...newer]
  // Mistral changes from blocks to text within one answer.
  if (Array.isArray(older) && typeof newer === 'string') return [...older, { type: 'text', text: newer }]
  if (typeof older === 'string' && Array.isArray(newer))
    return older === '' ? newer : [{ type: 'text', text: older }, ...newer]
  if (isRecord(older) && isRecord(newer)) return foldMessage(older, newer)
  return joined(older, newer)
}

function joined(older: unknown, newer: unknown): unknown {
  return typeof older === 'string' && typeof newer === 'string' ? older + newer : newer
}

// The pieces of a call have its index; some servers give all calls index 0, and new ones a new id.
function foldList(
  older: unknown,
  newer: unknown,
  fold: (older: UnknownRecord, newer: UnknownRecord) => UnknownRecord,
): unknown {
  const list = objectsAt({ older }, 'older').slice()
  for (const piece of objectsAt({ newer }, 'newer')) {
    const position = findCall(list, piece)
    if (position === -1) list.push(piece)
    else list[position] = fold(list[position] ?? {}, piece)
  }
  return list
}

function findCall(calls: readonly UnknownRecord[], piece: UnknownRecord): number {
  const id = textAt(piece, 'id')
  const index = numberAt(piece, 'index')
  const found = calls.findLastIndex((call) =>
    index === undefined ? textAt(call, 'id') === id : numberAt(call, 'index') === index,
  )
  const known = textAt(calls[found], 'id')
  return id !== undefined && known !== undefined && known !== id ? calls.findIndex((call) => call['id'] === id) : found
}

/** Fields that are given once, and repeated by some. */
const GIVEN_ONCE: ReadonlySet<string> = new Set(['id', 'type', 'index', 'name'])

function foldCall(call: UnknownRecord, piece: UnknownRecord): UnknownRecord {
  const folded: Record<string, unknown> = { ...call }
  for (const [name, value] of Object.entries(piece)) {
    if (value === null || value === '') continue
    const older = folded[name]
    if (isRecord(older) && isRecord(value)) folded[name] = foldCall(older, value)
    else folded[name] = GIVEN_ONCE.has(name) ? value : joined(older, value)
  }
  return folded
}
