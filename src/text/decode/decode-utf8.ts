// Making a decoder costs as much as decoding a request; without `stream` it keeps no state between calls.
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes bytes that may be anything. A byte order mark stays in the text.
 *
 * @returns the text, from which encoding restores the bytes; undefined where they are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes)
  } catch {
    // The caller asks whether the bytes are text; "no" is an answer here.
    return undefined
  }
}
