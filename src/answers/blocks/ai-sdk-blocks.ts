import { at } from '../../providers/usage/value-at.ts'
import { parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import type { BlockReader } from './block-reader.ts'

/**
 * The content of Vercel's AI SDK, as its gateway speaks it; `text`, `reasoning`, `file` and `image` are read with those
 * of the same name elsewhere.
 */
export const AI_SDK_BLOCKS: Readonly<Record<string, BlockReader>> = {
  'tool-call': (block) => [
    {
      kind: 'tool-call',
      id: textAt(block, 'toolCallId'),
      name: wordsAt(block, 'toolName'),
      arguments: parsedArguments(block['input'] ?? block['args']),
      ...(block['providerExecuted'] === true ? { server: true } : {}),
    },
  ],
  'tool-result': (block) => [
    {
      kind: 'tool-result',
      id: textAt(block, 'toolCallId'),
      name: textAt(block, 'toolName'),
      result: at(block, ['output', 'value']) ?? block['result'] ?? block['output'] ?? '',
    },
  ],
  // Sources are citations: what reads the whole answer ties them to its text.
  source: () => [],
}
