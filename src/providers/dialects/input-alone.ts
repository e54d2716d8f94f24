import { firstNumber } from '../usage/counts.ts'
import type { Dialect } from './dialect.ts'

/** Embeddings and rerankers, which count a total that is all input: Voyage, Jina and others. */
export const INPUT_ALONE: Dialect = {
  usageAt: [['usage'], ['meta']],
  shapes: [
    {
      marks: [['total_tokens'], ['tokens']],
      read: (usage) => ({ input: firstNumber(usage, [['total_tokens'], ['tokens']]) }),
    },
  ],
}
