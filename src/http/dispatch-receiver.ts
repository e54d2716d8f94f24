/** What undici's clients hand to a dispatcher to be told of the answer. */
export interface Handler {
  onConnect(abort: (reason?: unknown) => void): void
  onHeaders(status: number, headers: readonly Buffer[], resume: () => void, statusText: string): unknown
  onData(piece: Buffer): unknown
  onComplete(trailers: readonly Buffer[]): void
  onError(error: unknown): void
}

/** The client's end of an exchange. What comes after an abort is dropped. */
export interface Receiver {
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
  /** Settles once the client takes more. */
  head(status: number, statusText: string, headers: Iterable<readonly [name: string, value: string]>): Promise<void>
  /** Settles once the client takes more. */
  data(piece: Uint8Array): Promise<void>
  end(): void
  fail(error: unknown): void
  /** Leaves the client to somebody else, who answers it from the beginning. */
  release(): void
}

/**
 * Tells a handler of undici's first kind: that of `fetch` in Node.js 22 and 24.
 *
 * @param value - what was handed to a dispatcher
 * @returns whether it is one
 */
export function isHandler(value: unknown): value is Handler {
  return typeof value === 'object' && value !== null && 'onConnect' in value && 'onHeaders' in value && 'onData' in value && 'onComplete' in value && 'onError' in value
}

/**
 * Begins to answer a client.
 *
 * @param handler - from the client
 * @returns its end
 */
export function createReceiver(handler: Handler): Receiver {
  const controller = new AbortController()
  const { signal } = controller
  let isOver = false
  let resumes = 0
  let onResume: (() => void) | undefined
  const resume = (): void => {
    resumes += 1
    onResume?.()
  }
  const over = (tell: () => void): void => {
    if (isOver) return
    isOver = true
    tell()
  }
  // The client may ask for more while it is still being told.
  const untilTaken = async (tell: () => unknown): Promise<void> => {
    if (isOver) return
    const before = resumes
    if (tell() !== false || resumes > before || isOver) return
    await new Promise<void>((resolve) => (onResume = resolve))
  }
  handler.onConnect((reason = new DOMException('This operation was aborted', 'AbortError')) => {
    over(() => handler.onError(reason))
    controller.abort(reason)
    onResume?.()
  })
  return {
    signal,
    head: (status, statusText, headers) => untilTaken(() => handler.onHeaders(status, rawHeaders(headers), resume, statusText)),
    data: (piece) => untilTaken(() => handler.onData(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))),
    end: () => over(() => handler.onComplete([])),
    fail: (error) => over(() => handler.onError(error)),
    release: () => over(() => {}),
  }
}

function rawHeaders(headers: Iterable<readonly [name: string, value: string]>): readonly Buffer[] {
  const raw: Buffer[] = []
  for (const [name, value] of headers) raw.push(Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1'))
  return raw
}
