import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { firstNumber, number } from '../usage/counts.ts'
import type { Counts, Dialect } from './dialect.ts'

/** Cohere, versions 1 and 2. */
export const COHERE: Dialect = {
  usageAt: [['delta', 'usage'], ['response', 'meta'], ['meta']],
  shapes: [
    {
      marks: [
        ['billed_units', 'input_tokens'],
        ['billed_units', 'output_tokens'],
        ['tokens', 'input_tokens'],
      ],
      read: readCohere,
    },
    { marks: [['billed_units', 'search_units']], read: readSearches },
  ],
}

// The billed units, which its prices are for; `cached_tokens` counts another total, its own prompt included.
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

// A reranker bills searches: a query with up to a hundred documents is one.
function readSearches(usage: UnknownRecord): Counts {
  return { searches: number(usage, ['billed_units', 'search_units']) }
}
