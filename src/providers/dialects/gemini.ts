import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { firstNumber, number, positive, sum } from '../usage/counts.ts'
import { at } from '../usage/value-at.ts'
import type { Counts, Dialect } from './dialect.ts'

/** Gemini, at Google's own API and at Vertex, with its Interactions API and Vertex's predictions. */
export const GEMINI: Dialect = {
  usageAt: [['interaction', 'usage'], ['metadata', 'total_usage'], ['usageMetadata'], ['response', 'usageMetadata']],
  topCounts: ['predictions'],
  shapes: [
    { marks: [['promptTokenCount'], ['candidatesTokenCount']], read: readGemini },
    { marks: [['total_input_tokens'], ['total_output_tokens']], read: readGeminiInteractions },
    // What it puts into a cache.
    { marks: [['totalTokenCount']], read: (usage) => ({ input: number(usage, ['totalTokenCount']) }) },
    { marks: [['predictions', '0', 'embeddings', 'statistics', 'token_count']], read: readPredictions },
  ],
}

function readGemini(usage: UnknownRecord): Counts {
  const thoughts = number(usage, ['thoughtsTokenCount'])
  return {
    input: sum([number(usage, ['promptTokenCount']), number(usage, ['toolUsePromptTokenCount'])]),
    // Live sessions call them responses.
    output: sum([firstNumber(usage, [['candidatesTokenCount'], ['responseTokenCount']]), thoughts]),
    cachedInput: number(usage, ['cachedContentTokenCount']),
    reasoning: thoughts,
    audioInput: ofModality(usage, ['promptTokensDetails', 'toolUsePromptTokensDetails', 'promptTokenDetails'], 'AUDIO'),
    cachedAudioInput: ofModality(usage, ['cacheTokensDetails'], 'AUDIO'),
    audioOutput: ofModality(usage, ['candidatesTokensDetails', 'responseTokensDetails'], 'AUDIO'),
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

// Vertex counts each text that it embeds.
function readPredictions(usage: UnknownRecord): Counts {
  const predictions = at(usage, ['predictions'])
  if (!Array.isArray(predictions)) return {}
  return {
    input: sum(predictions.map((prediction) => number(prediction, ['embeddings', 'statistics', 'token_count']))),
  }
}
