import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { firstNumber, number, positive, readKinds, sum } from '../usage/counts.ts'
import type { Counts, Dialect } from './dialect.ts'

/** OpenAI Responses and Anthropic Messages, which share the names of their fields. */
export const RESPONSES_AND_MESSAGES: Dialect = {
  usageAt: [
    ['message', 'usage'],
    ['response', 'usage'],
  ],
  shapes: [{ marks: [['input_tokens'], ['output_tokens']], read: readInputOutput }],
}

// Anthropic's cache counts are beside `input_tokens`, not in it.
function readInputOutput(usage: UnknownRecord): Counts {
  const read = number(usage, ['cache_read_input_tokens'])
  const written = number(usage, ['cache_creation_input_tokens'])
  return {
    input: sum([number(usage, ['input_tokens']), read, written]),
    output: number(usage, ['output_tokens']),
    // Realtime spells it in the singular.
    cachedInput:
      read ??
      firstNumber(usage, [
        ['input_tokens_details', 'cached_tokens'],
        ['input_token_details', 'cached_tokens'],
      ]),
    cacheWriteInput: written ?? number(usage, ['input_tokens_details', 'cache_write_tokens']),
    hourCacheWriteInput: positive(number(usage, ['cache_creation', 'ephemeral_1h_input_tokens'])),
    ...readKinds(
      usage,
      ['input_tokens_details', 'input_token_details'],
      ['output_tokens_details', 'output_token_details'],
    ),
    webSearches: positive(number(usage, ['server_tool_use', 'web_search_requests'])),
    reasoning: firstNumber(usage, [
      ['output_tokens_details', 'reasoning_tokens'],
      ['output_tokens_details', 'thinking_tokens'],
    ]),
  }
}
