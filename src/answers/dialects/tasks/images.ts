import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import { single, words, type DraftPart } from '../../parts/draft.ts'
import { listAt, objectsAt, textAt, wordsAt } from '../../parts/json-values.ts'
import { isBase64, mediaOfBase64, mediaOfUrl } from '../../parts/media.ts'
import { hasTypePrefix, type Dialect } from '../dialect.ts'

/**
 * Pictures and videos that were made: OpenAI and its kin, Imagen and Veo, Stability and Titan on Bedrock, fal.
 */
export const images: Dialect = {
  recognizes: (event) => hasTypePrefix(event, 'image_generation.', 'image_edit.') || mediaOf(event).length > 0,
  read: (events) => {
    // A stream shows pictures that are not ready yet.
    const done = events.filter((event) => hasTypePrefix(event, 'image_generation.completed', 'image_edit.completed'))
    return single((done.length > 0 ? done : events).flatMap(mediaOf))
  },
}

function mediaOf(event: UnknownRecord): readonly DraftPart[] {
  const entries = [
    event,
    ...objectsAt(event, 'data'),
    ...listAt(event, 'images'),
    ...objectsAt(event, 'predictions'),
    ...objectsAt(event, 'artifacts'),
    ...listAt(event, 'generatedImages'),
    ...objectsAt(event, 'response', 'generateVideoResponse', 'generatedSamples').map((sample) => sample['video']),
    ...listAt(event, 'response', 'videos'),
    ...(isRecord(event['video']) ? [event['video']] : []),
  ]
  return entries.flatMap(readEntry)
}

const BYTES = ['b64_json', 'bytesBase64Encoded', 'base64', 'encodedVideo'] as const

function readEntry(entry: unknown): readonly DraftPart[] {
  if (typeof entry === 'string') return isBase64(entry) ? [mediaOfBase64(entry)] : []
  const base64 = BYTES.map((name) => textAt(entry, name)).find((text) => text !== undefined)
  const type = TYPES.map((name) => textAt(entry, name)).find((text) => text !== undefined)
  const url = textAt(entry, 'url') ?? textAt(entry, 'uri') ?? textAt(entry, 'gcsUri')
  if (base64 === undefined && (url === undefined || !/^(?:https?|data|gs|s3):/u.test(url))) return []
  const media = base64 === undefined ? mediaOfUrl(url ?? '', undefined, type) : mediaOfBase64(base64, type)
  return [...words(wordsAt(entry, 'revised_prompt')), media]
}

const TYPES = ['mimeType', 'mime_type', 'media_type', 'content_type'] as const
