import type { RecordedResponse } from '../cassette/call.ts'
import type { Receiver } from './dispatch-receiver.ts'
import { now, turn, wait } from './real-time.ts'
import { hasNoBody, replayResponse, type ReplayOptions } from './replay-response.ts'

type PlayOptions = Omit<ReplayOptions, 'signal'>

/**
 * Plays a recorded response to a client: the same bytes in the same pieces as {@link replayResponse} gives to a socket.
 *
 * @param response - the recorded response
 * @param options - how it is played
 * @param receiver - the client's end
 * @returns settles at the end of the answer
 */
export async function playRecorded(response: RecordedResponse, options: PlayOptions, receiver: Receiver): Promise<void> {
  // What its caller or the server left is rare, and ends in more ways than one.
  if (response.end !== 'complete' || response.status === 0) {
    return forwardResponse(await replayResponse(response, { ...options, signal: receiver.signal }), receiver)
  }
  await wait(response.latency / options.speed)
  await receiver.head(response.status, response.statusText ?? standardText(response.status), headersOf(response, options.method))
  if (!hasNoBody(response.status, options.method)) await playBody(response, options, receiver)
  receiver.end()
}

/**
 * Gives a made response to a client.
 *
 * @param response - the response
 * @param receiver - the client's end
 * @returns settles at the end of the answer
 */
export async function forwardResponse(response: Response, receiver: Receiver): Promise<void> {
  await receiver.head(response.status, response.statusText === '' ? standardText(response.status) : response.statusText, response.headers)
  const reader = response.body?.getReader()
  receiver.signal.addEventListener('abort', () => void reader?.cancel().catch(() => {}), { once: true })
  try {
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) await receiver.data(read.value)
  } catch (error) {
    // With the last piece, the failure would come before it.
    await turn()
    // As undici tells of a connection that was reset.
    return receiver.fail(Object.assign(new Error('other side closed', { cause: error }), { name: 'SocketError', code: 'UND_ERR_SOCKET' }))
  }
  receiver.end()
}

async function playBody(response: RecordedResponse, { speed }: PlayOptions, receiver: Receiver): Promise<void> {
  const { body, chunks } = response
  if (chunks === undefined) return body.byteLength === 0 ? undefined : receiver.data(body)
  const startedAt = now()
  let offset = 0
  for (const { size, at } of chunks) {
    // One turn of the event loop between pieces: without it clients receive all of them as one.
    await (speed === Infinity ? turn() : wait(startedAt + at / speed - now()))
    if (receiver.signal.aborted) return
    if (size > 0) await receiver.data(body.subarray(offset, offset + size))
    offset += size
  }
  // Else the end may come to the client with its last piece, which it did not on the wire.
  await turn()
}

function headersOf(response: RecordedResponse, method: string): readonly (readonly [string, string])[] {
  const recorded = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : value.map((item) => [name, item] as const),
  )
  if (hasNoBody(response.status, method)) return recorded
  const framing = response.chunks === undefined ? (['content-length', String(response.body.byteLength)] as const) : (['transfer-encoding', 'chunked'] as const)
  return [...recorded, framing]
}

// Loading `node:http` for its table takes longer than a call.
function standardText(status: number): string {
  return status === 200 ? 'OK' : (process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '')
}
