import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { DraftMedia, DraftPart, DraftToolResult } from '../parts/draft.ts'

/** Reads the content of a message. */
export type ContentReader = (content: unknown) => readonly DraftPart[]

/** Reads one block; content inside of it is read by the second parameter. */
export type BlockReader = (block: UnknownRecord, read: ContentReader) => readonly DraftPart[]

/**
 * Makes the result of a tool from its content.
 *
 * @param content - a text, blocks, or JSON of the tool's own
 */
export function toolResult(
  call: { readonly id?: string | undefined; readonly name?: string | undefined },
  content: unknown,
  read: ContentReader,
): DraftToolResult {
  const parts = Array.isArray(content) ? read(content) : []
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
  const media = parts.flatMap((part): readonly DraftMedia[] => (part.kind === 'media' ? [part] : []))
  const isReadable = parts.length > 0 && texts.length + media.length === parts.length
  return {
    kind: 'tool-result',
    ...call,
    result: isReadable ? texts.join('\n') : (content ?? ''),
    media: isReadable && media.length > 0 ? media : undefined,
  }
}
