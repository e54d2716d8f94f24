import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { number } from '../usage/counts.ts'
import type { Counts, Dialect } from './dialect.ts'

/** Vercel's AI Gateway, as the AI SDK speaks to it; before version 3 of its protocol it counted as Bedrock does. */
export const AI_GATEWAY: Dialect = {
  usageAt: [['usage']],
  shapes: [
    {
      marks: [
        ['inputTokens', 'total'],
        ['outputTokens', 'total'],
      ],
      read: readAiGateway,
    },
  ],
}

function readAiGateway(usage: UnknownRecord): Counts {
  return {
    input: number(usage, ['inputTokens', 'total']),
    output: number(usage, ['outputTokens', 'total']),
    cachedInput: number(usage, ['inputTokens', 'cacheRead']),
    cacheWriteInput: number(usage, ['inputTokens', 'cacheWrite']),
    reasoning: number(usage, ['outputTokens', 'reasoning']),
  }
}
