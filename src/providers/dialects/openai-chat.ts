import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { firstNumber, number, positive, readKinds } from '../usage/counts.ts'
import type { Counts, Dialect } from './dialect.ts'

/** OpenAI chat, completions and embeddings, and all that speak like them. */
export const OPENAI_CHAT: Dialect = {
  usageAt: [['x_groq', 'usage'], ['usage']],
  shapes: [{ marks: [['prompt_tokens'], ['completion_tokens']], read: readOpenAiChat }],
}

// Some spell `…_token_details`, or put the count beside.
function readOpenAiChat(usage: UnknownRecord): Counts {
  const input = number(usage, ['prompt_tokens'])
  const reasoning = firstNumber(usage, [
    ['completion_tokens_details', 'reasoning_tokens'],
    ['completion_token_details', 'reasoning_tokens'],
    ['reasoning_tokens'],
  ])
  return {
    input,
    output: outputWithReasoning(usage, { input, output: number(usage, ['completion_tokens']), reasoning }),
    cachedInput: firstNumber(usage, [
      ['prompt_tokens_details', 'cached_tokens'],
      ['prompt_token_details', 'cached_tokens'],
      ['prompt_cache_hit_tokens'],
      ['cached_tokens'],
      ['cache_read_input_tokens'],
    ]),
    cacheWriteInput: firstNumber(usage, [
      ['prompt_tokens_details', 'cache_write_tokens'],
      ['cache_creation_input_tokens'],
    ]),
    reasoning,
    ...readKinds(usage, ['prompt_tokens_details'], ['completion_tokens_details']),
    webSearches: positive(number(usage, ['num_search_queries'])),
  }
}

// xAI leaves reasoning out of `completion_tokens`; the total includes it.
function outputWithReasoning(usage: UnknownRecord, counts: Counts): number | undefined {
  const { input = 0, output, reasoning = 0 } = counts
  if (output === undefined) return undefined
  const isLeftOut = number(usage, ['total_tokens']) === input + output + reasoning
  return isLeftOut ? output + reasoning : output
}
