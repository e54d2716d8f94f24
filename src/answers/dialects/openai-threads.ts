import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftAnswer, type DraftPart } from '../parts/draft.ts'
import { objectsAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { readErrorObject } from '../read-error.ts'
import type { Dialect } from './dialect.ts'

/**
 * OpenAI's assistants: a run as a stream, one message, or a list of them. https://platform.openai.com/docs/assistants
 */
export const openAiThreads: Dialect = {
  recognizes: (event) =>
    listObjects(event).some(({ object }) => typeof object === 'string' && object.startsWith('thread.')),
  read: (responses) => {
    const events = responses.flatMap(listObjects)
    const run = events.findLast((event) => event['object'] === 'thread.run')
    return {
      choices: [{ parts: foldSteps(events), finish: textAt(run, 'status') }],
      error: readErrorObject(run?.['last_error']),
    } satisfies DraftAnswer
  },
}

function listObjects(event: UnknownRecord): readonly UnknownRecord[] {
  return event['object'] === 'list' ? objectsAt(event, 'data') : [event]
}

// A message or step by its id: the last state that was given whole, or what its deltas add up to.
function foldSteps(events: readonly UnknownRecord[]): readonly DraftPart[] {
  const found = new Map<string, readonly DraftPart[]>()
  const texts = new Map<string, string>()
  for (const event of events) {
    const id = wordsAt(event, 'id')
    const parts = readStep(event, (delta) => {
      const text = (texts.get(id) ?? '') + delta
      texts.set(id, text)
      return text
    })
    if (parts.length > 0) found.set(id, parts)
  }
  return [...found.values()].flat()
}

function readStep(event: UnknownRecord, grow: (delta: string) => string): readonly DraftPart[] {
  switch (event['object']) {
    case 'thread.message':
      return event['role'] === 'user' ? [] : readBlocks(event['content'])
    case 'thread.message.delta':
      return words(
        grow(
          objectsAt(event, 'delta', 'content')
            .map((block) => wordsAt(block, 'text', 'value'))
            .join(''),
        ),
      )
    case 'thread.run.step':
      return objectsAt(event, 'step_details', 'tool_calls').flatMap(readTool)
    case 'thread.run':
      return objectsAt(event, 'required_action', 'submit_tool_outputs', 'tool_calls').flatMap(readTool)
    default:
      return []
  }
}

function readTool(call: UnknownRecord): readonly DraftPart[] {
  const id = textAt(call, 'id')
  const code = textAt(call, 'code_interpreter', 'input')
  if (code !== undefined)
    return [{ kind: 'tool-call', id, name: 'code_interpreter', arguments: { code }, server: true }]
  const name = textAt(call, 'function', 'name') ?? wordsAt(call, 'type')
  const given = textAt(call, 'function', 'arguments')
  return [{ kind: 'tool-call', id, name, arguments: parsedArguments(given) }]
}
