import { AI_GATEWAY } from './ai-gateway.ts'
import { BEDROCK } from './bedrock.ts'
import { BILLED_OTHERWISE } from './billed-otherwise.ts'
import { COHERE } from './cohere.ts'
import type { Dialect } from './dialect.ts'
import { GEMINI } from './gemini.ts'
import { INPUT_ALONE } from './input-alone.ts'
import { OLLAMA } from './ollama.ts'
import { OPENAI_CHAT } from './openai-chat.ts'
import { RESPONSES_AND_MESSAGES } from './responses-and-messages.ts'

/**
 * Every dialect, in the order that they are tried in. A usage object says by its own fields how it is to be read: which
 * provider it comes from makes no difference, since gateways pass on what others said.
 */
export const DIALECTS: readonly Dialect[] = [
  OPENAI_CHAT,
  COHERE,
  RESPONSES_AND_MESSAGES,
  GEMINI,
  AI_GATEWAY,
  BEDROCK,
  OLLAMA,
  INPUT_ALONE,
  BILLED_OTHERWISE,
]
