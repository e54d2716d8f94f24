import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { firstNumber, number, sum } from '../usage/counts.ts'
import { at } from '../usage/value-at.ts'
import type { Counts, Dialect } from './dialect.ts'

/** Bedrock: Converse, what it adds to every stream, and the models that have a wire of their own there. */
export const BEDROCK: Dialect = {
  usageAt: [['metadata', 'usage'], ['amazon-bedrock-invocationMetrics']],
  topCounts: [
    'inputTextTokenCount',
    'totalOutputTextTokenCount',
    'results',
    'prompt_token_count',
    'generation_token_count',
  ],
  shapes: [
    { marks: [['inputTokens'], ['outputTokens']], read: readConverse },
    { marks: [['inputTextTokenCount']], read: readTitan },
    { marks: [['prompt_token_count'], ['generation_token_count']], read: readLlama },
    { marks: [['inputTokenCount'], ['outputTokenCount']], read: readMetrics },
  ],
}

// Cache counts are beside `inputTokens`, as Anthropic's do, unless its total says that they are in it.
function readConverse(usage: UnknownRecord): Counts {
  const input = number(usage, ['inputTokens'])
  const output = number(usage, ['outputTokens'])
  const read = firstNumber(usage, [['cacheReadInputTokens'], ['cacheReadInputTokenCount'], ['cachedInputTokens']])
  const written = firstNumber(usage, [['cacheWriteInputTokens'], ['cacheWriteInputTokenCount']])
  const isIncluded = number(usage, ['totalTokens']) === sum([input, output])
  return {
    input: isIncluded ? input : sum([input, read, written]),
    output,
    cachedInput: read,
    cacheWriteInput: written,
    reasoning: number(usage, ['reasoningTokens']),
  }
}

function readTitan(usage: UnknownRecord): Counts {
  const results = at(usage, ['results'])
  const output = Array.isArray(results) ? sum(results.map((result) => number(result, ['tokenCount']))) : undefined
  return {
    input: number(usage, ['inputTextTokenCount']),
    output: output ?? number(usage, ['totalOutputTextTokenCount']),
  }
}

function readLlama(usage: UnknownRecord): Counts {
  return { input: number(usage, ['prompt_token_count']), output: number(usage, ['generation_token_count']) }
}

// In the last event of a stream, whatever the model: cache counts are beside the input.
function readMetrics(usage: UnknownRecord): Counts {
  const read = number(usage, ['cacheReadInputTokenCount'])
  const written = number(usage, ['cacheWriteInputTokenCount'])
  return {
    input: sum([number(usage, ['inputTokenCount']), read, written]),
    output: number(usage, ['outputTokenCount']),
    cachedInput: read,
    cacheWriteInput: written,
  }
}
