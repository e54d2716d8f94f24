import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { AI_SDK_BLOCKS } from '../blocks/ai-sdk-blocks.ts'
import { ANTHROPIC_BLOCKS, readAnthropicResult } from '../blocks/anthropic-blocks.ts'
import { readBedrockBlock } from '../blocks/bedrock-blocks.ts'
import type { BlockReader } from '../blocks/block-reader.ts'
import { readGeminiPart } from '../blocks/gemini-parts.ts'
import { OPENAI_BLOCKS } from '../blocks/openai-blocks.ts'
import { RESPONSES_ITEMS } from '../blocks/responses-items.ts'
import { data, words, type DraftPart } from './draft.ts'

/**
 * Reads the content of a message in any dialect: a text, one block, or a list of blocks. Which dialect a block is of
 * shows in its `type`, or in its only key, so that gateways that mix dialects are read as well.
 */
export function readBlocks(content: unknown): readonly DraftPart[] {
  if (Array.isArray(content)) return content.flatMap(readBlocks)
  if (typeof content === 'string') return words(content)
  return isRecord(content) ? readBlock(content) : []
}

const TYPED: ReadonlyMap<string, BlockReader> = new Map([
  ...Object.entries(AI_SDK_BLOCKS),
  ...Object.entries(RESPONSES_ITEMS),
  ...Object.entries(ANTHROPIC_BLOCKS),
  ...Object.entries(OPENAI_BLOCKS),
])

function readBlock(block: UnknownRecord): readonly DraftPart[] {
  const type = block['type']
  if (typeof type !== 'string') return readGeminiPart(block) ?? readBedrockBlock(block, readBlocks) ?? data(block)
  const reader = TYPED.get(type) ?? (type.endsWith('_tool_result') ? readAnthropicResult : undefined)
  return reader === undefined ? data(block) : reader(block, readBlocks)
}
