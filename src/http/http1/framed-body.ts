/** The body of a message of HTTP/1.1 that arrives in pieces. */
export interface FramedBody {
  /** Its bytes, once it is complete or ended. */
  readonly bytes: Promise<Uint8Array>
  /** Adds what follows; says whether more is to come. */
  add(piece: Buffer): 'more' | 'complete'
  /** Nothing more comes. */
  end(): void
}

/**
 * Reads a body by the framing that the head of its message gives (RFC 9112, section 6.3).
 *
 * @param framing - values of `content-length` and `transfer-encoding`
 * @returns undefined where the message has no body
 */
export function readFramedBody(framing: {
  readonly length: string | undefined
  readonly coding: string | undefined
}): FramedBody | undefined {
  const length = Number(framing.length ?? 0)
  const isChunked = /\bchunked$/i.test(framing.coding ?? '')
  if (!isChunked && !(length > 0)) return undefined
  const { promise, resolve } = Promise.withResolvers<Uint8Array>()
  let received = Buffer.alloc(0)
  let content: Buffer | undefined
  return {
    bytes: promise,
    add(piece) {
      received = Buffer.concat([received, piece])
      content = isChunked
        ? readChunks(received)
        : received.byteLength >= length
          ? received.subarray(0, length)
          : undefined
      if (content === undefined) return 'more'
      resolve(content)
      return 'complete'
    },
    end: () => resolve(content ?? received),
  }
}

// Undefined before the last chunk is there.
function readChunks(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let offset = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', offset)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(bytes.toString('latin1', offset, lineEnd), 16)
    if (!(size > 0)) return bytes.includes('\r\n', lineEnd + 2) ? Buffer.concat(chunks) : undefined
    const start = lineEnd + 2
    if (bytes.byteLength < start + size + 2) return undefined
    chunks.push(bytes.subarray(start, start + size))
    offset = start + size + 2
  }
}
