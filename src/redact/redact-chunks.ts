import type { Chunk } from '../cassette/call.ts'
import { applyToBytes, type ByteReplacement } from './bytes.ts'
import type { Redactor } from './redactor.ts'

/**
 * Redacts a body that came in pieces. A secret that is split over pieces is found, since the body is read as a whole.
 *
 * @param chunks - its pieces; sizes add up to the body
 * @returns the redacted body and its pieces: a boundary within a replaced part moves to the part's end, and a piece
 *   that has nothing left is gone, since an empty piece would end a chunked body on the wire
 */
export function redactChunks(
  body: Uint8Array,
  chunks: readonly Chunk[],
  redactor: Redactor,
): { readonly body: Uint8Array; readonly chunks: readonly Chunk[] } {
  const replacements = redactor.findInBytes(body)
  if (replacements.length === 0) return { body, chunks }
  return { body: applyToBytes(body, replacements), chunks: mapChunks(chunks, replacements) }
}

function mapChunks(chunks: readonly Chunk[], replacements: readonly ByteReplacement[]): readonly Chunk[] {
  const mapBoundary = createBoundaryMap(replacements)
  const mapped: Chunk[] = []
  let boundary = 0
  let previous = 0
  for (const { size, at } of chunks) {
    boundary += size
    const next = mapBoundary(boundary)
    if (next > previous) mapped.push({ size: next - previous, at })
    previous = next
  }
  return mapped
}

// Boundaries must be asked for in rising order: each replacement is looked at once.
function createBoundaryMap(replacements: readonly ByteReplacement[]): (boundary: number) => number {
  let index = 0
  let shift = 0
  return (boundary) => {
    let next = replacements[index]
    while (next !== undefined && next.start < boundary) {
      const growth = next.bytes.byteLength - (next.end - next.start)
      if (boundary < next.end) return next.end + shift + growth
      shift += growth
      index += 1
      next = replacements[index]
    }
    return boundary + shift
  }
}
