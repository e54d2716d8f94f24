import type { RecordedResponse } from '../../../src/cassette/call.ts'

/** Makes a recorded response of text pieces, ten milliseconds apart. */
export function recordedPieces(pieces: readonly string[], more: Partial<RecordedResponse> = {}): RecordedResponse {
  const bytes = pieces.map((piece) => Buffer.from(piece))
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: Buffer.concat(bytes),
    chunks: bytes.map((piece, index) => ({ size: piece.byteLength, at: index * 10 })),
    end: 'complete',
    latency: 0,
    duration: pieces.length * 10,
    ...more,
  }
}

/** Makes a recorded response whose body came under a content-length. */
export function recordedText(text: string, more: Partial<RecordedResponse> = {}): RecordedResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: Buffer.from(text),
    end: 'complete',
    latency: 0,
    duration: 1,
    ...more,
  }
}

/** Cuts the body of a response at its chunks. */
export function piecesOf(response: RecordedResponse): string[] {
  let offset = 0
  return (response.chunks ?? []).map(({ size }) => {
    const piece = Buffer.from(response.body.subarray(offset, offset + size)).toString()
    offset += size
    return piece
  })
}

/** Makes a recorded response of three pieces of text. */
export function inThreePieces(more: Partial<RecordedResponse> = {}): RecordedResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: Buffer.from('onetwothree'),
    chunks: [
      { size: 3, at: 0 },
      { size: 3, at: 5 },
      { size: 5, at: 10 },
    ],
    end: 'complete',
    latency: 1,
    duration: 12,
    ...more,
  }
}
