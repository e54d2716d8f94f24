import { at } from '../../providers/usage/value-at.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { DraftPart } from '../parts/draft.ts'
import { listAt, objectAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64 } from '../parts/media.ts'
import { toolResult, type BlockReader, type ContentReader } from './block-reader.ts'

/** The items of OpenAI's responses: what a model puts out, and what a caller sends back. */
export const RESPONSES_ITEMS: Readonly<Record<string, BlockReader>> = {
  message: (item, read) => read(item['content']),
  model_output: (item, read) => read(item['content']),
  user_input: (item, read) => read(item['content']),
  reasoning: readReasoning,
  thought: readReasoning,
  function_call: readCall,
  custom_tool_call: readCall,
  tool_call: readCall,
  function_call_output: readOutput,
  custom_tool_call_output: readOutput,
  function_result: readOutput,
  local_shell_call_output: readOutput,
  shell_call_output: readOutput,
  computer_call_output: readOutput,
  web_search_call: readServerCall('web_search', (item) => objectAt(item, 'action')),
  file_search_call: readServerCall('file_search', (item) => ({ queries: listAt(item, 'queries') })),
  code_interpreter_call: readServerCall('code_interpreter', (item) => ({ code: wordsAt(item, 'code') })),
  computer_call: readServerCall('computer', (item) => objectAt(item, 'action')),
  local_shell_call: readServerCall('local_shell', (item) => objectAt(item, 'action')),
  shell_call: readServerCall('shell', (item) => objectAt(item, 'action')),
  mcp_call: readServerCall('mcp', (item) => parsedArguments(item['arguments'])),
  google_search_call: readServerCall('google_search', (item) => objectAt(item, 'arguments')),
  code_execution_call: readServerCall('code_execution', (item) => objectAt(item, 'arguments')),
  url_context_call: readServerCall('url_context', (item) => objectAt(item, 'arguments')),
  image_generation_call: readImage,
  item_reference: (item) => [{ kind: 'data', value: item }],
  compaction: () => [{ kind: 'reasoning', text: '' }],
}

// Some give a summary, some all of it, some only a cipher.
function readReasoning(item: UnknownRecord, read: ContentReader): readonly DraftPart[] {
  const blocks = [...listAt(item, 'summary'), ...listAt(item, 'content')]
  const texts = read(blocks).flatMap((part) => (part.kind === 'reasoning' || part.kind === 'text' ? [part.text] : []))
  const own = textAt(item, 'text') ?? textAt(item, 'summary')
  return [{ kind: 'reasoning', text: own ?? texts.join('\n\n') }]
}

function readCall(item: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-call',
      id: textAt(item, 'call_id') ?? textAt(item, 'id'),
      name: wordsAt(item, 'name'),
      arguments: 'input' in item ? item['input'] : parsedArguments(item['arguments']),
    },
  ]
}

function readOutput(item: UnknownRecord, read: ContentReader): readonly DraftPart[] {
  const call = { id: textAt(item, 'call_id'), name: textAt(item, 'name') }
  return [toolResult(call, item['output'] ?? item['result'], read)]
}

/** Where the result of a tool that the provider ran is in its call. */
const RESULTS = ['results', 'outputs', 'output', 'error'] as const

function readServerCall(name: string, readArguments: (item: UnknownRecord) => unknown): BlockReader {
  return (item) => {
    const id = textAt(item, 'id')
    const ownName = textAt(item, 'name') ?? name
    const result = RESULTS.map((field) => at(item, [field])).find((value) => value !== undefined && value !== null)
    const call: DraftPart = { kind: 'tool-call', id, name: ownName, arguments: readArguments(item), server: true }
    return result === undefined ? [call] : [call, { kind: 'tool-result', id, name: ownName, result }]
  }
}

function readImage(item: UnknownRecord): readonly DraftPart[] {
  const bytes = textAt(item, 'result')
  if (bytes === undefined) return []
  const format = textAt(item, 'output_format')
  return [mediaOfBase64(bytes, format === undefined ? undefined : `image/${format}`)]
}
