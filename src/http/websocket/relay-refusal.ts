import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { Headers as RecordedHeaders } from '../../cassette/call.ts'
import { now } from '../../process/clock.ts'
import type { OriginEnd } from '../origins/announce.ts'
import { describeCaptured, withStatusText, type Piece, type RawResponse } from '../wire/capture-response.ts'

const FRAMING = /^(?:content-length|transfer-encoding|connection)$/i

/**
 * Hands on an answer that opens no session. It is small: the client gets it when it is whole, or breaks off.
 *
 * @param far - the server's end of the client's connection
 * @param answer - of the real server
 * @param startedAt - `now()` of the request
 * @returns what is recorded of it
 */
export async function relayRefusal(far: Duplex, answer: IncomingMessage, startedAt: number): Promise<RawResponse> {
  const { statusCode: status = 0, statusMessage = '' } = answer
  const respondedAt = now()
  const { pieces, end } = await readPieces(answer)
  const headers = headersOf(answer)
  // Before the client hears it, and goes away.
  const captured = await describeCaptured({ status, headers, pieces, end, startedAt, respondedAt })
  const body = Buffer.concat(pieces.map(({ bytes }) => bytes))
  // One that breaks off had more to say.
  const length = end === 'complete' ? body.byteLength : body.byteLength + 1
  const framing = [`content-length: ${length}`, 'connection: close']
  far.write([`HTTP/1.1 ${status} ${statusMessage}`, ...fieldsOf(answer), ...framing, '', ''].join('\r\n'))
  far.end(body)
  return withStatusText(captured, statusMessage)
}

async function readPieces(
  answer: IncomingMessage,
): Promise<{ readonly pieces: readonly Piece[]; readonly end: OriginEnd }> {
  const pieces: Piece[] = []
  try {
    for await (const bytes of answer) pieces.push({ bytes, at: now() })
    return { pieces, end: 'complete' }
  } catch {
    return { pieces, end: 'cut' }
  }
}

function fieldsOf({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !FRAMING.test(name) ? [`${name}: ${rawHeaders[index + 1] ?? ''}`] : [],
  )
}

function headersOf(answer: IncomingMessage): RecordedHeaders {
  const headers: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined) headers[name] = value
  return headers
}
