import type { UnknownRecord } from '../../../text/unknown/is-record.ts'
import type { TranscriptSegment } from '../../answer.ts'
import { single, type DraftAnswer, type DraftPart } from '../../parts/draft.ts'
import { numberAt, objectsAt, textAt, wordsAt } from '../../parts/json-values.ts'
import { mediaOfBase64, mediaOfBytes } from '../../parts/media.ts'
import { plain } from '../../parts/plain.ts'
import { hasTypePrefix, type Dialect } from '../dialect.ts'

/** Says whether a URL is one that turns sound into text. */
export function isTranscription(url: string): boolean {
  return /\/(?:transcriptions|translations|speech-to-text|listen)(?:[/?#]|$)/u.test(url)
}

/** What was heard, of OpenAI and its kin, ElevenLabs and Deepgram, whole or as events. */
export const transcripts: Dialect = {
  recognizes: (event, url) =>
    hasTypePrefix(event, 'transcript.text.') ||
    (isTranscription(url) && (typeof event['text'] === 'string' || 'results' in event)),
  read: (events) => {
    const whole = events.findLast((event) => typeof event['text'] === 'string' || 'results' in event)
    if (whole === undefined) return single(transcript(events.map((event) => wordsAt(event, 'delta')).join(''), []))
    const channel = objectsAt(whole, 'results', 'channels')[0]
    const text = textAt(whole, 'text') ?? wordsAt(objectsAt(channel, 'alternatives')[0], 'transcript')
    return single(transcript(text, objectsAt(whole, 'segments')))
  },
}

function transcript(text: string, segments: readonly UnknownRecord[]): readonly DraftPart[] {
  const read = segments.map(readSegment)
  return [{ kind: 'transcript', text, segments: read.length === 0 ? undefined : read }]
}

function readSegment(segment: UnknownRecord): TranscriptSegment {
  return plain({
    start: numberAt(segment, 'start') ?? 0,
    end: numberAt(segment, 'end') ?? 0,
    text: wordsAt(segment, 'text').trim(),
    speaker: textAt(segment, 'speaker'),
  })
}

/** Speech that comes inside JSON: OpenAI's events, Mistral, ElevenLabs. */
export const speech: Dialect = {
  recognizes: (event) =>
    hasTypePrefix(event, 'speech.audio.') ||
    typeof event['audio_data'] === 'string' ||
    typeof event['audio_base64'] === 'string',
  read: (events): DraftAnswer => {
    // Each event is base64 of its own, padding and all.
    const pieces = events.map(
      (event) => textAt(event, 'audio') ?? textAt(event, 'audio_data') ?? wordsAt(event, 'audio_base64'),
    )
    const [first = '', ...others] = pieces
    if (others.length === 0) return single([mediaOfBase64(first)])
    return single([mediaOfBytes(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))), 'audio/mpeg')])
  },
}
