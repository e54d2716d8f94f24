import type { Headers } from '../../../cassette/call.ts'
import { headerOf, readHeaders } from './read-headers.ts'

/** A request or response of HTTP/1.1, as it was on the wire. */
interface HttpMessage {
  /** Its first line. */
  readonly start: string
  readonly headers: Headers | undefined
  /** Without the framing of chunks. */
  readonly body: Uint8Array
  /** Sizes of the chunks, where it was framed by them. */
  readonly chunkSizes: readonly number[] | undefined
}

/**
 * Parses one message (RFC 9112). Lines may end in a line feed alone, as after a change of line endings.
 *
 * @returns undefined where the bytes are something else
 */
export function parseHttpMessage(message: Buffer): HttpMessage | undefined {
  const end = /\r?\n\r?\n/u.exec(message.toString('latin1'))
  if (end === null) return undefined
  const [start = '', ...lines] = message.toString('latin1', 0, end.index).split(/\r?\n/u)
  if (!/HTTP\/\d/u.test(start)) return undefined
  const headers = readHeaders(lines.map((line) => [nameOf(line), line.slice(line.indexOf(':') + 1).trim()]))
  const rest = message.subarray(end.index + end[0].length)
  const chunks = /chunked/iu.test(headerOf(headers, 'transfer-encoding')) ? readChunks(rest) : undefined
  return {
    start,
    headers,
    body: chunks === undefined ? rest : Buffer.concat(chunks),
    chunkSizes: chunks?.map(({ length }) => length),
  }
}

function nameOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).trim()
}

// Undefined where the framing is gone already, as some tools leave it.
function readChunks(bytes: Buffer): readonly Buffer[] | undefined {
  const chunks: Buffer[] = []
  for (let offset = 0; offset < bytes.length;) {
    const end = bytes.indexOf('\n', offset)
    const [digits] = /^[0-9a-f]+/iu.exec(bytes.toString('latin1', offset, end)) ?? []
    const size = Number.parseInt(digits ?? '', 16)
    if (end === -1 || Number.isNaN(size) || end + 1 + size > bytes.length) return undefined
    if (size === 0) return chunks
    chunks.push(bytes.subarray(end + 1, end + 1 + size))
    offset = end + 1 + size
    while (bytes[offset] === 0x0d || bytes[offset] === 0x0a) offset += 1
  }
  return chunks
}
