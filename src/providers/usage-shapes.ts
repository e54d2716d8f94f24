import { USAGE_COUNTS, type TokenCounts } from '../cassette/call.ts'
import type { UnknownRecord } from '../text/is-record.ts'
import { firstNumber, number, positive, sum } from './counts.ts'
import { at } from './value-at.ts'

/**
 * Reads a usage object in any provider's dialect; which one it is shows in its field names.
 *
 * @param usage - the usage object, of a stream already folded into one
 * @returns the counts, none of them where the call is billed by something else than tokens; undefined where the object
 *   counts nothing
 */
export function readUsage(usage: UnknownRecord): TokenCounts | undefined {
  const shape = SHAPES.find(({ marks }) => marks.some((mark) => number(usage, mark) !== undefined))
  if (shape === undefined) return readPredictions(usage)
  const counts: Counts = { ...shape.read(usage), statedUsd: readStatedUsd(usage) }
  if (counts.input === undefined && counts.output === undefined && shape.read !== billedOtherwise) return undefined
  return Object.fromEntries(
    USAGE_COUNTS.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]] as const])),
  )
}

// Vertex counts each text that it embeds.
function readPredictions(usage: UnknownRecord): TokenCounts | undefined {
  const predictions = at(usage, ['predictions'])
  const input = Array.isArray(predictions)
    ? sum(predictions.map((prediction) => number(prediction, ['embeddings', 'statistics', 'token_count'])))
    : undefined
  return input === undefined ? undefined : { input }
}

type Counts = { readonly [Name in keyof TokenCounts]: TokenCounts[Name] | undefined }

interface Shape {
  /** Paths of which at least one is a number in this dialect; the first dialect that shows one is taken. */
  readonly marks: readonly (readonly string[])[]
  readonly read: (usage: UnknownRecord) => Counts
}

// Rerankers are billed by the search and some picture models by the picture: no tokens are missing there.
const BILLED_OTHERWISE = [
  ['billed_units', 'search_units'],
  ['billed_units', 'images'],
  ['billed_units', 'classifications'],
  ['search_units'],
  ['pages_processed'],
  ['cost_in_usd_ticks'],
] as const

const SHAPES: readonly Shape[] = [
  { marks: [['prompt_tokens'], ['completion_tokens']], read: readOpenAiChat },
  {
    marks: [
      ['billed_units', 'input_tokens'],
      ['billed_units', 'output_tokens'],
      ['tokens', 'input_tokens'],
    ],
    read: readCohere,
  },
  { marks: [['input_tokens'], ['output_tokens']], read: readInputOutput },
  { marks: [['promptTokenCount'], ['candidatesTokenCount']], read: readGemini },
  { marks: [['total_input_tokens'], ['total_output_tokens']], read: readGeminiInteractions },
  {
    marks: [
      ['inputTokens', 'total'],
      ['outputTokens', 'total'],
    ],
    read: readAiGateway,
  },
  { marks: [['inputTokens'], ['outputTokens']], read: readBedrockConverse },
  { marks: [['prompt_eval_count'], ['eval_count']], read: plain(['prompt_eval_count'], ['eval_count']) },
  { marks: [['inputTextTokenCount']], read: readTitan },
  {
    marks: [['prompt_token_count'], ['generation_token_count']],
    read: plain(['prompt_token_count'], ['generation_token_count']),
  },
  { marks: [['inputTokenCount'], ['outputTokenCount']], read: readBedrockMetrics },
  // Voyage and rerankers count input only, as a total; so does Gemini for what it puts into a cache.
  { marks: [['total_tokens']], read: plain(['total_tokens'], []) },
  { marks: [['totalTokenCount']], read: plain(['totalTokenCount'], []) },
  { marks: [['tokens']], read: plain(['tokens'], []) },
  { marks: BILLED_OTHERWISE, read: billedOtherwise },
]

// OpenAI chat, completions and embeddings, and all that speak like them; some spell `…_token_details`, or put the count
// beside.
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

// xAI leaves reasoning out of `completion_tokens`; the total tells.
function outputWithReasoning(usage: UnknownRecord, counts: Counts): number | undefined {
  const { input = 0, output, reasoning = 0 } = counts
  if (output === undefined) return undefined
  const isLeftOut = number(usage, ['total_tokens']) === input + output + reasoning
  return isLeftOut ? output + reasoning : output
}

// Cohere: the billed units, which its prices are for; `cached_tokens` counts another total, its own prompt included.
function readCohere(usage: UnknownRecord): Counts {
  return {
    input: firstNumber(usage, [
      ['billed_units', 'input_tokens'],
      ['tokens', 'input_tokens'],
    ]),
    output: firstNumber(usage, [
      ['billed_units', 'output_tokens'],
      ['tokens', 'output_tokens'],
    ]),
  }
}

// OpenAI Responses and Anthropic Messages share field names; Anthropic's cache counts stand beside `input_tokens`, not
// in it.
function readInputOutput(usage: UnknownRecord): Counts {
  const read = number(usage, ['cache_read_input_tokens'])
  const written = number(usage, ['cache_creation_input_tokens'])
  return {
    input: sum([number(usage, ['input_tokens']), read, written]),
    output: number(usage, ['output_tokens']),
    cachedInput: read ?? number(usage, ['input_tokens_details', 'cached_tokens']),
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

function readGemini(usage: UnknownRecord): Counts {
  const thoughts = number(usage, ['thoughtsTokenCount'])
  return {
    input: sum([number(usage, ['promptTokenCount']), number(usage, ['toolUsePromptTokenCount'])]),
    output: sum([number(usage, ['candidatesTokenCount']), thoughts]),
    cachedInput: number(usage, ['cachedContentTokenCount']),
    reasoning: thoughts,
    audioInput: ofModality(usage, ['promptTokensDetails', 'toolUsePromptTokensDetails', 'promptTokenDetails'], 'AUDIO'),
    cachedAudioInput: ofModality(usage, ['cacheTokensDetails'], 'AUDIO'),
    audioOutput: ofModality(usage, ['candidatesTokensDetails'], 'AUDIO'),
    imageInput: ofModality(usage, ['promptTokensDetails', 'toolUsePromptTokensDetails', 'promptTokenDetails'], 'IMAGE'),
    imageOutput: ofModality(usage, ['candidatesTokensDetails'], 'IMAGE'),
  }
}

function readGeminiInteractions(usage: UnknownRecord): Counts {
  const thoughts = number(usage, ['total_thought_tokens'])
  return {
    input: sum([number(usage, ['total_input_tokens']), number(usage, ['total_tool_use_tokens'])]),
    output: sum([number(usage, ['total_output_tokens']), thoughts]),
    cachedInput: number(usage, ['total_cached_tokens']),
    reasoning: thoughts,
    audioInput: ofModality(usage, ['input_tokens_by_modality'], 'AUDIO'),
    cachedAudioInput: ofModality(usage, ['cached_tokens_by_modality'], 'AUDIO'),
    audioOutput: ofModality(usage, ['output_tokens_by_modality'], 'AUDIO'),
    imageInput: ofModality(usage, ['input_tokens_by_modality'], 'IMAGE'),
    imageOutput: ofModality(usage, ['output_tokens_by_modality'], 'IMAGE'),
  }
}

// Lists of `{ modality, tokenCount }`; the Interactions API spells them otherwise, and Vertex over gRPC numbers the
// modalities.
function ofModality(
  usage: UnknownRecord,
  lists: readonly string[],
  modality: keyof typeof MODALITY_NUMBERS,
): number | undefined {
  const entries = lists.flatMap((list) => {
    const found = at(usage, [list])
    return Array.isArray(found) ? found : []
  })
  const counts = entries
    .filter((entry) => isOfModality(at(entry, ['modality']), modality))
    .map((entry) => firstNumber(entry, [['tokenCount'], ['tokens']]))
  return positive(sum(counts))
}

const MODALITY_NUMBERS = { IMAGE: 2, AUDIO: 4 } as const

function isOfModality(value: unknown, modality: keyof typeof MODALITY_NUMBERS): boolean {
  return typeof value === 'string' ? value.toUpperCase() === modality : value === MODALITY_NUMBERS[modality]
}

// Sound and pictures have prices of their own; most calls have none, and say so with a zero that tells nothing.
function readKinds(usage: UnknownRecord, input: readonly string[], output: readonly string[]): Counts {
  const find = (places: readonly string[], name: string) =>
    positive(
      firstNumber(
        usage,
        places.map((place) => [place, name]),
      ),
    )
  return {
    audioInput: find(input, 'audio_tokens'),
    audioOutput: find(output, 'audio_tokens'),
    imageInput: find(input, 'image_tokens'),
    imageOutput: find(output, 'image_tokens'),
  }
}

// Bedrock: cache counts stand beside `inputTokens`, as Anthropic's do, unless its total says that they are in it.
function readBedrockConverse(usage: UnknownRecord): Counts {
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

// Vercel's AI Gateway, as the AI SDK speaks to it; before version 3 of its protocol it spelled them as Bedrock does.
function readAiGateway(usage: UnknownRecord): Counts {
  return {
    input: number(usage, ['inputTokens', 'total']),
    output: number(usage, ['outputTokens', 'total']),
    cachedInput: number(usage, ['inputTokens', 'cacheRead']),
    cacheWriteInput: number(usage, ['inputTokens', 'cacheWrite']),
    reasoning: number(usage, ['outputTokens', 'reasoning']),
  }
}

// What Bedrock adds to the last event of a stream, whatever the model: cache counts stand beside the input.
function readBedrockMetrics(usage: UnknownRecord): Counts {
  const read = number(usage, ['cacheReadInputTokenCount'])
  const written = number(usage, ['cacheWriteInputTokenCount'])
  return {
    input: sum([number(usage, ['inputTokenCount']), read, written]),
    output: number(usage, ['outputTokenCount']),
    cachedInput: read,
    cacheWriteInput: written,
  }
}

// Gateways, Perplexity and Hugging Face say dollars, xAI ten thousand millionths of one. A zero may mean that another
// account pays.
function readStatedUsd(usage: UnknownRecord): number | undefined {
  const ticks = number(usage, ['cost_in_usd_ticks'])
  return positive(
    firstNumber(usage, [['cost'], ['cost', 'total_cost'], ['estimated_cost']]) ??
      (ticks === undefined ? undefined : ticks / 10_000_000_000),
  )
}

function billedOtherwise(): Counts {
  return {}
}

function readTitan(usage: UnknownRecord): Counts {
  const results = at(usage, ['results'])
  const output = Array.isArray(results) ? sum(results.map((result) => number(result, ['tokenCount']))) : undefined
  return {
    input: number(usage, ['inputTextTokenCount']),
    output: output ?? number(usage, ['totalOutputTextTokenCount']),
  }
}

function plain(input: readonly string[], output: readonly string[]): Shape['read'] {
  return (usage) => ({ input: number(usage, input), output: number(usage, output) })
}
