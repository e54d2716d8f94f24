import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { reasoning, words, type DraftMedia, type DraftPart } from '../parts/draft.ts'
import { parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64, mediaOfUrl } from '../parts/media.ts'
import { toolResult, type BlockReader, type ContentReader } from './block-reader.ts'
import { readSpeech } from './read-speech.ts'

/** The content blocks of Anthropic's messages; `text` is read as OpenAI's is. */
export const ANTHROPIC_BLOCKS: Readonly<Record<string, BlockReader>> = {
  // Mistral's block of the same name holds blocks.
  thinking: (block, read) =>
    Array.isArray(block['thinking'])
      ? reasoning(
          read(block['thinking'])
            .map((part) => (part.kind === 'text' ? part.text : ''))
            .join(''),
        )
      : [{ kind: 'reasoning', text: wordsAt(block, 'thinking') }],
  redacted_thinking: () => [{ kind: 'reasoning', text: '' }],
  tool_use: (block) => readUse(block),
  server_tool_use: (block) => readUse(block, true),
  mcp_tool_use: (block) => readUse(block, true),
  tool_result: readAnthropicResult,
  image: readSource,
  document: readSource,
  audio: (block, read) => ('source' in block ? readSource(block, read) : readSpeech(block)),
  video: readSource,
  container_upload: (block) => [
    { kind: 'media', mimeType: 'application/octet-stream', name: textAt(block, 'file_id') },
  ],
  search_result: (block, read) => read(block['content']),
  compaction: (block) => words(block['content']),
}

/** Reads the result of a tool, one of the caller's or of Anthropic's own. */
export function readAnthropicResult(block: UnknownRecord, read: ContentReader): readonly DraftPart[] {
  return [toolResult({ id: textAt(block, 'tool_use_id') }, withoutCipher(block['content']), read)]
}

function readUse(block: UnknownRecord, isServer = false): readonly DraftPart[] {
  return [
    {
      kind: 'tool-call',
      id: textAt(block, 'id'),
      name: wordsAt(block, 'name'),
      arguments: parsedArguments(block['input']),
      ...(isServer ? { server: true } : {}),
    },
  ]
}

// Search results carry their text for the model only: long, and different at every call.
function withoutCipher(content: unknown): unknown {
  if (!Array.isArray(content)) return content
  return content.map((entry: unknown) => {
    if (!isRecord(entry)) return entry
    const { encrypted_content: _cipher, ...rest } = entry
    return rest
  })
}

// `source` is Anthropic's; Gemini's interactions and the AI SDK put the data beside the type.
function readSource(block: UnknownRecord, read: ContentReader): readonly DraftPart[] {
  const source = isRecord(block['source']) ? block['source'] : block
  if (source['type'] === 'text') return words(source['data'])
  if (source['type'] === 'content') return read(source['content'])
  // Cohere's documents are data of the caller's own.
  if (isRecord(block['document']) || isRecord(block['data'])) return [{ kind: 'data', value: block }]
  return [readMedia(source, firstText(block, ['title', 'filename']))]
}

function readMedia(source: UnknownRecord, title: string | undefined): DraftMedia {
  const name = title ?? textAt(source, 'file_id')
  const type = firstText(source, ['media_type', 'mime_type', 'mediaType'])
  const content = firstText(source, ['data', 'image', 'url', 'uri'])
  if (content === undefined) return { kind: 'media', mimeType: type ?? 'application/octet-stream', name }
  return /^[a-z][a-z0-9]*:/u.test(content) ? mediaOfUrl(content, name, type) : mediaOfBase64(content, type, name)
}

function firstText(value: UnknownRecord, names: readonly string[]): string | undefined {
  return names.map((name) => textAt(value, name)).find((text) => text !== undefined)
}
