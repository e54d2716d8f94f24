import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { single } from '../parts/draft.ts'
import { listAt, numberAt, objectAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import type { Dialect } from './dialect.ts'

/** Gemini's interactions: steps, whole or as events. https://ai.google.dev/api/interactions-api */
export const geminiInteractions: Dialect = {
  recognizes: (event) =>
    event['object'] === 'interaction' ||
    isRecord(event['interaction']) ||
    /^(?:interaction|step|content)\./u.test(wordsAt(event, 'event_type')),
  read: (events) => {
    const whole = events.findLast((event) => event['object'] === 'interaction')
    const state =
      whole ??
      objectAt(
        events.findLast((event) => isRecord(event['interaction'])),
        'interaction',
      )
    // `outputs` is what the steps were called first.
    const steps = [...listAt(state, 'steps'), ...listAt(state, 'outputs')]
    return single(readBlocks(steps.length > 0 ? steps : foldSteps(events)), textAt(state, 'status'))
  },
}

function foldSteps(events: readonly UnknownRecord[]): readonly UnknownRecord[] {
  const steps = new Map<number, UnknownRecord>()
  for (const event of events) {
    const index = numberAt(event, 'index')
    if (index === undefined) continue
    const step = steps.get(index) ?? {}
    if (isRecord(event['step'])) steps.set(index, event['step'])
    else if (isRecord(event['content'])) steps.set(index, event['content'])
    else if (isRecord(event['delta'])) steps.set(index, foldStep(step, event['delta']))
  }
  return [...steps].toSorted(([a], [b]) => a - b).map(([, step]) => step)
}

function foldStep(step: UnknownRecord, delta: UnknownRecord): UnknownRecord {
  switch (delta['type']) {
    case 'text':
      return step['type'] === undefined || step['type'] === 'text'
        ? { type: 'text', text: wordsAt(step, 'text') + wordsAt(delta, 'text') }
        : { ...step, content: appendText(listAt(step, 'content'), wordsAt(delta, 'text')) }
    case 'thought_summary':
      return {
        ...step,
        type: 'thought',
        text: wordsAt(step, 'text') + (textAt(delta, 'content', 'text') ?? wordsAt(delta, 'text')),
      }
    case 'thought_signature':
      return step
    case 'arguments_delta':
      return { ...step, arguments: wordsAt(step, 'arguments') + wordsAt(delta, 'arguments') }
    case 'image':
    case 'audio':
    case 'video':
      return { ...step, content: [...listAt(step, 'content'), delta] }
    default:
      return { ...step, ...delta }
  }
}

function appendText(content: readonly unknown[], text: string): readonly unknown[] {
  const last = content.at(-1)
  if (!isRecord(last) || last['type'] !== 'text') return [...content, { type: 'text', text }]
  return [...content.slice(0, -1), { ...last, text: wordsAt(last, 'text') + text }]
}
