import type { Chunk } from '../../../cassette/call.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { readExchange } from '../read/read-exchange.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { storedBody } from '../stored-body.ts'

/** Recordings of Mastra's `llm-recorder`. https://github.com/mastra-ai/mastra */
export const mastra: RecordingFormat = {
  name: 'mastra',
  read({ value }) {
    const recordings = Array.isArray(value) ? value : listAt(value, 'recordings')
    const isOurs = recordings.length > 0 && recordings.every((one) => textAt(one, 'hash') !== undefined)
    return isOurs && recordings.every(hasRequest) ? recordings.map(readRecording) : undefined
  },
}

function hasRequest(recording: unknown): boolean {
  return textAt(recordAt(recording, 'request'), 'url') !== undefined
}

function readRecording(recording: unknown): ForeignCall {
  const request = recordAt(recording, 'request')
  const response = recordAt(recording, 'response')
  const time = numberAt(request, 'timestamp')
  const chunks = chunksOf(response)
  const received =
    chunks === undefined
      ? storedBody(response['body'])
      : { body: Buffer.from(listAt(response, 'chunks').join('')), chunks }
  return {
    ...readExchange({ request, response }, { sent: storedBody(request['body']), received }),
    method: textAt(request, 'method') ?? 'POST',
    recordedAt: time === undefined ? undefined : (new Date(time).toJSON() ?? undefined),
    ...(chunks === undefined ? {} : { latency: 0, duration: chunks.at(-1)?.at ?? 0 }),
  }
}

// Times are those since the chunk before.
function chunksOf(response: unknown): readonly Chunk[] | undefined {
  const texts = listAt(response, 'chunks')
  if (texts.length === 0) return undefined
  const waits = listAt(response, 'chunkTimings')
  let at = 0
  return texts.map((text, index) => {
    at += Number(waits[index] ?? 0)
    return { size: Buffer.byteLength(String(text)), at }
  })
}
