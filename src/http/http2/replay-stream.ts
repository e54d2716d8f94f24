import type { ServerHttp2Stream } from 'node:http2'

import { now, turn, wait, waitAtMost } from '../../process/clock.ts'
import type { Handling } from '../interceptor.ts'
import { OVERRUN_GRACE_MS } from '../wire/replay-response.ts'
import { http2Headers } from './headers.ts'

type Replay = Extract<Handling, { readonly kind: 'replay' }>

/** Answers a stream with a response of rewind's own. */
export async function respondToStream(stream: ServerHttp2Stream, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  if (stream.destroyed) return
  stream.respond({ ':status': response.status, ...http2Headers(Object.fromEntries(response.headers)) })
  await turn()
  if (stream.destroyed) return
  stream.write(body)
  await endStream(stream)
}

/**
 * Answers a stream with a recorded response: the same data in the same pieces.
 *
 * @param stream - the server's end
 * @param replay - what was recorded, and how fast it is played
 */
export async function replayStream(stream: ServerHttp2Stream, { response, speed, onOverrun }: Replay): Promise<void> {
  await wait(response.latency / speed)
  if (stream.destroyed) return
  if (response.status === 0) return await awaitAbort(stream, onOverrun)
  const { trailers } = response
  const isHeldOpen = trailers !== undefined || response.end !== 'complete'
  stream.respond({ ':status': response.status, ...http2Headers(response.headers) }, { waitForTrailers: isHeldOpen })
  stream.on('wantTrailers', () => stream.sendTrailers(http2Headers(trailers ?? {})))
  // The head by itself, as it comes from a network: Node.js 26 takes a stream that is closed for one that was cut, if
  // its client only then begins to read it.
  await turn()
  await writePieces(stream, { response, speed })
  if (stream.destroyed) return
  switch (response.end) {
    case 'complete':
      return await endStream(stream)
    case 'aborted':
      return await awaitAbort(stream, onOverrun)
    case 'cut':
      // What is reset loses what its client has not read yet.
      await turn()
      return resetStream(stream)
    default:
      return response.end satisfies never
  }
}

// By itself as well: a client that awaits the head before it reads would find the stream closed, and take it for cut.
async function endStream(stream: ServerHttp2Stream): Promise<void> {
  await turn()
  if (!stream.destroyed) stream.end()
}

/** Ends a stream as a server does that fails in the middle. */
function resetStream(stream: ServerHttp2Stream): void {
  // `close` would first send what reads as the end of a whole answer.
  stream.destroy(new Error('the recorded response ended here'))
}

async function writePieces(
  stream: ServerHttp2Stream,
  { response, speed }: Pick<Replay, 'response' | 'speed'>,
): Promise<void> {
  const startedAt = now()
  const pieces = response.chunks ?? [{ size: response.body.byteLength, at: 0 }]
  let offset = 0
  for (const [index, { size, at }] of pieces.entries()) {
    // One turn of the event loop between pieces: without it clients receive all of them as one.
    if (speed !== Infinity) await wait(startedAt + at / speed - now())
    else if (index > 0) await turn()
    if (stream.destroyed) return
    const piece = response.body.subarray(offset, offset + size)
    offset += size
    if (!stream.write(piece)) await drained(stream)
  }
}

function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}

// The recording ended because its caller went away, and so it is expected to do again.
async function awaitAbort(stream: ServerHttp2Stream, onOverrun: () => void): Promise<void> {
  await waitAtMost(OVERRUN_GRACE_MS, new Promise<void>((resolve) => stream.once('close', resolve)))
  if (stream.destroyed) return
  onOverrun()
  resetStream(stream)
}
