import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { EmbeddingPart } from '../../answer.ts'
import { single, type DraftAnswer } from '../../parts/draft.ts'
import { isNumbers, listAt, objectAt, objectsAt, wordsAt } from '../../parts/json-values.ts'
import type { Dialect, RequestContext } from '../dialect.ts'

/**
 * Vectors: of OpenAI and its kin (as numbers or base64), Gemini and Vertex, Cohere, Voyage, Ollama, Titan on Bedrock,
 * Hugging Face.
 */
export const embeddings: Dialect = {
  recognizes: (event) => vectorsOf(event).length > 0,
  read: (events, request) => readVectors(events.flatMap(vectorsOf), request),
}

/** Measures vectors, of numbers or base64. */
export function readVectors(vectors: readonly Vector[], request: RequestContext): DraftAnswer {
  return single(vectors.flatMap((vector) => measure(typeof vector === 'string' ? decode(vector, request) : vector)))
}

/** Numbers, or their bytes as base64. */
export type Vector = string | readonly number[]

function vectorsOf(event: UnknownRecord): readonly Vector[] {
  return [
    ...objectsAt(event, 'data').map((entry) => entry['embedding']),
    event['embedding'],
    objectAt(event, 'embedding')['values'],
    ...listAt(event, 'embeddings'),
    ...objectsAt(event, 'embeddings').map((entry) => entry['values']),
    ...Object.values(objectAt(event, 'embeddings')).flat(),
    ...(isRecord(event['embeddings']) ? [] : Object.values(objectAt(event, 'embeddingsByType'))),
    ...objectsAt(event, 'predictions').map((entry) => objectAt(entry, 'embeddings')['values']),
  ].filter(isVector)
}

function isVector(value: unknown): value is Vector {
  return isNumbers(value) || (typeof value === 'string' && value.length >= SHORTEST && BASE64.test(value))
}

const SHORTEST = 16
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u

// Numbers of four bytes, unless the request asked for bytes or bits, or they make no sense (Perplexity's default).
function decode(base64: string, { body }: RequestContext): readonly number[] {
  const bytes = Buffer.from(base64, 'base64')
  const asked = `${wordsAt(body, 'encoding_format')} ${wordsAt(body, 'output_dtype')}`
  const isFloats = !/int8|binary/u.test(asked) && bytes.length % 4 === 0
  const floats = isFloats ? Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4)) : []
  const isSensible = isFloats && floats.every((number) => Math.abs(number) < LARGEST)
  return isSensible ? floats : Array.from(bytes, (byte) => (byte << 24) >> 24)
}

const LARGEST = 1e4

function measure(vector: readonly number[]): readonly EmbeddingPart[] {
  if (vector.length === 0) return []
  // Not by `Math.hypot`: it takes each number as an argument of its own.
  const norm = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0))
  return [
    {
      kind: 'embedding',
      size: vector.length,
      norm: Number(norm.toPrecision(4)),
      start: vector.slice(0, 4).map((number) => Number(number.toFixed(4))),
    },
  ]
}
