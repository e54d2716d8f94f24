import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { number } from '../usage/counts.ts'
import type { Counts, Dialect } from './dialect.ts'

/** Ollama's own API. */
export const OLLAMA: Dialect = {
  usageAt: [],
  topCounts: ['prompt_eval_count', 'eval_count'],
  shapes: [{ marks: [['prompt_eval_count'], ['eval_count']], read: readOllama }],
}

function readOllama(usage: UnknownRecord): Counts {
  return { input: number(usage, ['prompt_eval_count']), output: number(usage, ['eval_count']) }
}
