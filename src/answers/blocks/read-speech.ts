import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { DraftPart } from '../parts/draft.ts'
import { textAt, wordsAt } from '../parts/json-values.ts'
import { joinSound, USUAL_SOUND } from '../sessions/sound.ts'

/**
 * Reads a block of OpenAI's Realtime that was spoken: its transcript, and its sound where it came along. An answer
 * leaves out what it said piece by piece.
 */
export function readSpeech(block: UnknownRecord): readonly DraftPart[] {
  const text = textAt(block, 'transcript')
  return [
    ...(text === undefined ? [] : [{ kind: 'transcript', text } satisfies DraftPart]),
    ...joinSound([Buffer.from(wordsAt(block, 'audio'), 'base64')], USUAL_SOUND),
  ]
}
