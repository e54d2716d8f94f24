import { at, type JsonObject } from './json.ts'

/** Token counts in rewind's words; undefined where the provider gave none. */
export interface TokenCounts {
  readonly input: number | undefined
  readonly output?: number | undefined
  readonly cachedInput?: number | undefined
  readonly cacheWriteInput?: number | undefined
  readonly reasoning?: number | undefined
}

/**
 * Reads a usage object in any provider's dialect; which one it is shows in its field names.
 *
 * @param usage - the usage object, of a stream already folded into one
 * @returns the counts, or undefined where the object counts no tokens
 */
export function readUsage(usage: JsonObject): TokenCounts | undefined {
  const counts = SHAPES.find(({ marks }) => marks.some((mark) => number(usage, mark) !== undefined))?.read(usage)
  return counts?.input === undefined && counts?.output === undefined ? undefined : counts
}

interface Shape {
  /** Paths of which at least one is a number in this dialect; the first dialect that shows one is taken. */
  readonly marks: readonly (readonly string[])[]
  readonly read: (usage: JsonObject) => TokenCounts
}

const SHAPES: readonly Shape[] = [
  { marks: [['prompt_tokens'], ['completion_tokens']], read: readOpenAiChat },
  { marks: [['billed_units', 'input_tokens'], ['billed_units', 'output_tokens'], ['tokens', 'input_tokens']], read: readCohere },
  { marks: [['input_tokens'], ['output_tokens']], read: readInputOutput },
  { marks: [['promptTokenCount'], ['candidatesTokenCount']], read: readGemini },
  { marks: [['total_input_tokens'], ['total_output_tokens']], read: readGeminiInteractions },
  { marks: [['inputTokens'], ['outputTokens']], read: readBedrockConverse },
  { marks: [['prompt_eval_count'], ['eval_count']], read: plain(['prompt_eval_count'], ['eval_count']) },
  { marks: [['inputTextTokenCount']], read: readTitan },
  { marks: [['prompt_token_count'], ['generation_token_count']], read: plain(['prompt_token_count'], ['generation_token_count']) },
  // Voyage and rerankers count input only, as a total.
  { marks: [['total_tokens']], read: plain(['total_tokens'], []) },
]

// OpenAI chat, completions and embeddings, and all that speak like them; some spell `…_token_details`, or put the count beside.
function readOpenAiChat(usage: JsonObject): TokenCounts {
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
    cacheWriteInput: firstNumber(usage, [['prompt_tokens_details', 'cache_write_tokens'], ['cache_creation_input_tokens']]),
    reasoning,
  }
}

// xAI leaves reasoning out of `completion_tokens`; the total tells.
function outputWithReasoning(usage: JsonObject, counts: TokenCounts): number | undefined {
  const { input = 0, output, reasoning = 0 } = counts
  if (output === undefined) return undefined
  const isLeftOut = number(usage, ['total_tokens']) === input + output + reasoning
  return isLeftOut ? output + reasoning : output
}

// Cohere: the billed units, which its prices are for; `cached_tokens` counts another total, its own prompt included.
function readCohere(usage: JsonObject): TokenCounts {
  return {
    input: firstNumber(usage, [['billed_units', 'input_tokens'], ['tokens', 'input_tokens']]),
    output: firstNumber(usage, [['billed_units', 'output_tokens'], ['tokens', 'output_tokens']]),
  }
}

// OpenAI Responses and Anthropic Messages share field names; Anthropic's cache counts stand beside `input_tokens`, not in it.
function readInputOutput(usage: JsonObject): TokenCounts {
  const read = number(usage, ['cache_read_input_tokens'])
  const written = number(usage, ['cache_creation_input_tokens'])
  return {
    input: sum([number(usage, ['input_tokens']), read, written]),
    output: number(usage, ['output_tokens']),
    cachedInput: read ?? number(usage, ['input_tokens_details', 'cached_tokens']),
    cacheWriteInput: written ?? number(usage, ['input_tokens_details', 'cache_write_tokens']),
    reasoning: firstNumber(usage, [['output_tokens_details', 'reasoning_tokens'], ['output_tokens_details', 'thinking_tokens']]),
  }
}

function readGemini(usage: JsonObject): TokenCounts {
  const thoughts = number(usage, ['thoughtsTokenCount'])
  return {
    input: sum([number(usage, ['promptTokenCount']), number(usage, ['toolUsePromptTokenCount'])]),
    output: sum([number(usage, ['candidatesTokenCount']), thoughts]),
    cachedInput: number(usage, ['cachedContentTokenCount']),
    reasoning: thoughts,
  }
}

function readGeminiInteractions(usage: JsonObject): TokenCounts {
  const thoughts = number(usage, ['total_thought_tokens'])
  return {
    input: sum([number(usage, ['total_input_tokens']), number(usage, ['total_tool_use_tokens'])]),
    output: sum([number(usage, ['total_output_tokens']), thoughts]),
    cachedInput: number(usage, ['total_cached_tokens']),
    reasoning: thoughts,
  }
}

// Bedrock: cache counts stand beside `inputTokens`, as Anthropic's do, unless its total says that they are in it.
function readBedrockConverse(usage: JsonObject): TokenCounts {
  const input = number(usage, ['inputTokens'])
  const output = number(usage, ['outputTokens'])
  const read = firstNumber(usage, [['cacheReadInputTokens'], ['cacheReadInputTokenCount']])
  const written = firstNumber(usage, [['cacheWriteInputTokens'], ['cacheWriteInputTokenCount']])
  const isIncluded = number(usage, ['totalTokens']) === sum([input, output])
  return { input: isIncluded ? input : sum([input, read, written]), output, cachedInput: read, cacheWriteInput: written }
}

function readTitan(usage: JsonObject): TokenCounts {
  const results = at(usage, ['results'])
  const output = Array.isArray(results) ? sum(results.map((result) => number(result, ['tokenCount']))) : undefined
  return { input: number(usage, ['inputTextTokenCount']), output: output ?? number(usage, ['totalOutputTextTokenCount']) }
}

function plain(input: readonly string[], output: readonly string[]): Shape['read'] {
  return (usage) => ({ input: number(usage, input), output: number(usage, output) })
}

function firstNumber(usage: JsonObject, paths: readonly (readonly string[])[]): number | undefined {
  return paths.map((path) => number(usage, path)).find((count) => count !== undefined)
}

function sum(counts: readonly (number | undefined)[]): number | undefined {
  const given = counts.filter((count) => count !== undefined)
  return given.length === 0 ? undefined : given.reduce((total, count) => total + count, 0)
}

function number(usage: unknown, path: readonly string[]): number | undefined {
  const value = at(usage, path)
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
