import type { Chunk, RecordedResponse } from '../../cassette/call.ts'
import { now, turn, wait } from '../../process/clock.ts'

/** How a recorded response is played. */
export interface ReplayOptions {
  /** Method of the request: an answer to HEAD has no body. */
  readonly method: string
  /** How much faster than recorded: 1 for the recorded times, `Infinity` for at once. */
  readonly speed: number
  /** Aborts when the caller goes away before the answer. */
  readonly signal: AbortSignal
  /** Called when the caller still reads where the recording was stopped by its caller. */
  readonly onOverrun: () => void
}

const STATUS_WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304])
/** How long a caller may take to stop where it stopped in the recording, beyond the recorded time. */
export const OVERRUN_GRACE_MS = 1000

/**
 * Builds the response that a client receives for a recorded call: the same bytes in the same pieces.
 *
 * @returns a response, framed as on the wire: without a framing header resets vanish and sockets pile up
 */
export async function replayResponse(response: RecordedResponse, options: ReplayOptions): Promise<Response> {
  await wait(response.latency / options.speed)
  if (response.status === 0) return awaitAbort(response, options)
  const headers = replayHeaders(response)
  const init = {
    status: response.status,
    headers,
    ...(response.statusText === undefined ? {} : { statusText: response.statusText }),
  }
  if (hasNoBody(response.status, options.method)) return new Response(null, init)
  if (response.chunks === undefined && response.end === 'complete') {
    headers.set('content-length', String(response.body.byteLength))
    return new Response(Buffer.from(response.body.buffer, response.body.byteOffset, response.body.byteLength), init)
  }
  headers.set('transfer-encoding', 'chunked')
  return new Response(createBodyStream(response, options), init)
}

/** Says whether an answer has no body, whatever was recorded. */
export function hasNoBody(status: number, method: string): boolean {
  return STATUS_WITHOUT_BODY.has(status) || method === 'HEAD'
}

// The recording ended before an answer came: the caller is expected to go away again.
async function awaitAbort(response: RecordedResponse, options: ReplayOptions): Promise<Response> {
  const aborted = new Promise<void>((resolve) =>
    options.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  await Promise.race([aborted, wait(response.duration + OVERRUN_GRACE_MS)])
  if (!options.signal.aborted) options.onOverrun()
  return new Response(null, { status: 400, headers: { 'content-length': '0', 'x-should-retry': 'false' } })
}

function replayHeaders(response: RecordedResponse): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) {
    for (const item of typeof value === 'string' ? [value] : value) headers.append(name, item)
  }
  return headers
}

function createBodyStream(response: RecordedResponse, options: ReplayOptions): ReadableStream<Uint8Array> {
  const chunks = response.chunks ?? [{ size: response.body.byteLength, at: response.duration - response.latency }]
  const startedAt = now()
  let index = 0
  let offset = 0
  let isCancelled = false
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk: Chunk | undefined = chunks[index]
      if (chunk === undefined) return endBody(controller)
      // One turn of the event loop between pieces: without it clients receive all of them as one.
      await (options.speed === Infinity ? turn() : wait(startedAt + chunk.at / options.speed - now()))
      if (isCancelled) return
      controller.enqueue(new Uint8Array(response.body.subarray(offset, offset + chunk.size)))
      offset += chunk.size
      index += 1
    },
    cancel() {
      isCancelled = true
    },
  })

  async function endBody(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    switch (response.end) {
      case 'complete':
        return controller.close()
      case 'cut':
        return controller.error(new Error('the recorded response was cut here'))
      case 'aborted':
        // The transport reads ahead of the caller, so reaching this point is no proof that the caller wants more.
        await wait(startedAt + response.duration + OVERRUN_GRACE_MS - now())
        if (isCancelled) return
        options.onOverrun()
        return controller.error(new Error('the caller reads more than was recorded'))
      default:
        return response.end satisfies never
    }
  }
}
