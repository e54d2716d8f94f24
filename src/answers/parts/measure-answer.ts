import { sha256 } from '../../process/sha256.ts'
import type { Answer, AnswerPart, Choice, MediaPart } from '../answer.ts'
import { namesOfCalls, tieResults } from '../tie-results.ts'
import type { DraftAnswer, DraftChoice, DraftMedia, DraftPart } from './draft.ts'
import { plain } from './plain.ts'

/** The bytes of a medium. */
export interface MediaFile {
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** Makes plain JSON data of what a dialect found: media become their size and digest. */
export function measureAnswer(draft: DraftAnswer): {
  readonly answer: Answer
  readonly files: ReadonlyMap<string, MediaFile>
} {
  const files = new Map<string, MediaFile>()
  const choices = draft.choices.map((choice) => measureChoice(choice, files))
  const [first = { parts: [] }, ...alternatives] = choices
  const answer: Answer = {
    ...first,
    ...(draft.error === undefined ? {} : { error: plain(draft.error) }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
  }
  return { answer, files }
}

/** Makes plain JSON data of the parts of a message, and keeps the bytes of its media. */
export function measureParts(parts: readonly DraftPart[], files: Map<string, MediaFile>): readonly AnswerPart[] {
  return parts.map((part) => measurePart(part, files))
}

function measureChoice({ parts, finish }: DraftChoice, files: Map<string, MediaFile>): Choice {
  const measured = measureParts(parts, files)
  return { parts: tieResults(measured, namesOfCalls(measured)), ...(finish === undefined ? {} : { finish }) }
}

function measurePart(part: DraftPart, files: Map<string, MediaFile>): AnswerPart {
  if (part.kind === 'media') return measureMedia(part, files)
  if (part.kind !== 'tool-result') return plain(part)
  const { media, ...rest } = part
  return plain({ ...rest, media: media?.map((medium) => measureMedia(medium, files)) })
}

function measureMedia({ bytes, ...rest }: DraftMedia, files: Map<string, MediaFile>): MediaPart {
  if (bytes === undefined) return plain(rest)
  const digest = sha256(bytes)
  files.set(digest, { mimeType: rest.mimeType, bytes })
  return plain({ ...rest, size: bytes.length, sha256: digest })
}
