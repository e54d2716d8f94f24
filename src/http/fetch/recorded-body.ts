import type { ReadableByteStreamController, UnderlyingByteSource } from 'node:stream/web'

import type { Chunk, RecordedResponse } from '../../cassette/call.ts'
import { now, turn, wait } from '../../process/clock.ts'

/**
 * As much as one read of a socket brings: what a server sends at once comes in turns of the event loop that are no
 * larger.
 */
const BYTES_PER_TURN = 65_536

/**
 * The body of a response, as `fetch` reads it: a byte stream that gives one recorded piece at a time, when it is asked
 * for.
 */
export class RecordedBody implements UnderlyingByteSource {
  readonly type = 'bytes'
  readonly #body: Uint8Array
  readonly #pieces: readonly Chunk[]
  readonly #speed: number
  readonly #onEnd: () => void
  readonly #startedAt = now()
  #controller: ReadableByteStreamController | undefined
  #index = 0
  #offset = 0
  #isOver = false

  /**
   * Prepares a body.
   *
   * @param options - how much faster than recorded it comes, and what is called when it came whole or its reader left
   */
  constructor({ body, chunks }: RecordedResponse, options: { readonly speed: number; readonly onEnd: () => void }) {
    this.#body = body
    this.#pieces = chunks ?? [{ size: body.byteLength, at: 0 }]
    this.#speed = options.speed
    this.#onEnd = options.onEnd
  }

  /** Part of the stream. */
  start(controller: ReadableByteStreamController): void {
    this.#controller = controller
  }

  /**
   * Part of the stream: gives the next piece.
   *
   * @returns settles then, where it does not come at once
   */
  pull(): Promise<void> | undefined {
    while (this.#pieces[this.#index]?.size === 0) this.#index += 1
    const piece = this.#pieces[this.#index]
    if (piece === undefined) this.#close()
    else if (this.#speed !== Infinity)
      return wait(this.#startedAt + piece.at / this.#speed - now()).then(() => this.#give(piece.size))
    else if (this.#beginsTurn(piece)) return turn().then(() => this.#give(piece.size))
    else this.#give(piece.size)
    return undefined
  }

  /** Part of the stream: its reader left. */
  cancel(): void {
    this.#end()
  }

  /** Ends the stream with an error. */
  fail(reason: unknown): void {
    if (this.#isOver) return
    this.#end()
    this.#controller?.error(reason)
  }

  #beginsTurn({ size }: Chunk): boolean {
    return Math.floor(this.#offset / BYTES_PER_TURN) !== Math.floor((this.#offset + size) / BYTES_PER_TURN)
  }

  #give(size: number): void {
    if (this.#isOver) return
    const end = this.#offset + size
    // A copy: the stream takes the memory over, and the caller may write to it.
    const piece = new Uint8Array(this.#body.subarray(this.#offset, end))
    this.#index += 1
    this.#offset = end
    this.#controller?.enqueue(piece)
  }

  #close(): void {
    if (this.#isOver) return
    this.#end()
    this.#controller?.close()
    // A reader that brought its own memory waits for it.
    this.#controller?.byobRequest?.respond(0)
  }

  #end(): void {
    this.#isOver = true
    this.#onEnd()
  }
}
