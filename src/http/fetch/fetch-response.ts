import type { RecordedResponse } from '../../cassette/call.ts'
import { turn, wait } from '../../process/clock.ts'
import { hasNoBody } from '../wire/replay-response.ts'
import { RecordedBody } from './recorded-body.ts'

/** What is answered, and how. */
export interface FetchAnswer {
  /** Whole, and with a status that `fetch` does not act on. */
  readonly response: RecordedResponse
  /** How much faster than recorded: 1 for the recorded times, `Infinity` for at once. */
  readonly speed: number
  readonly method: string
  readonly url: URL
  readonly signal: AbortSignal | undefined
}

/**
 * Answers a call of `fetch` with what is recorded: the same `Response`, to every property, that `fetch` itself makes of
 * these bytes.
 *
 * @throws the signal's reason, when the caller goes away before the answer
 */
export async function respondToFetch(answer: FetchAnswer): Promise<Response> {
  const { response, method, signal } = answer
  const delay = response.latency / answer.speed
  // Whatever the speed, no answer of a network comes in the same turn of the event loop.
  const arrival = delay > 0 ? wait(delay) : turn()
  await (signal === undefined ? arrival : untilAborted(arrival, signal))
  const body = hasNoBody(response.status, method) ? null : createBody(answer)
  const made = new Response(body, {
    status: response.status,
    statusText: response.statusText ?? standardText(response.status),
    headers: headersOf(response, method),
  })
  return withIdentity(made, answer.url.href)
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = onAbort(signal, reject)
  void work.then(resolve)
  await promise.finally(stop)
}

function onAbort(signal: AbortSignal, onReason: (reason: unknown) => void): () => void {
  const listener = (): void => onReason(reasonOf(signal))
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

// As `fetch` says it where the reason is nothing.
function reasonOf(signal: AbortSignal): unknown {
  return signal.reason || new DOMException('The operation was aborted.', 'AbortError')
}

function createBody({ response, speed, signal }: FetchAnswer): ReadableStream<Uint8Array> {
  const body: RecordedBody = new RecordedBody(response, { speed, onEnd: () => stop?.() })
  const stop = signal === undefined ? undefined : onAbort(signal, (reason) => body.fail(reason))
  return new ReadableStream(body)
}

function headersOf(response: RecordedResponse, method: string): [name: string, value: string][] {
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((item): [string, string] => [name, item]),
  )
  if (!hasNoBody(response.status, method))
    headers.push(
      response.chunks === undefined
        ? ['content-length', String(response.body.byteLength)]
        : ['transfer-encoding', 'chunked'],
    )
  return headers
}

// Loading `node:http` for its table takes longer than a call.
function standardText(status: number): string {
  return status === 200 ? 'OK' : (process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '')
}

const REFUSALS = Object.fromEntries(
  (['append', 'delete', 'set'] as const).map((name) => {
    const refusal = {
      [name](...parameters: readonly unknown[]) {
        // These cannot be changed either, and say so in the same words.
        const { headers } = Response.error()
        Reflect.apply(headers[name], headers, parameters)
      },
    }
    return [name, { value: refusal[name], writable: true, configurable: true }]
  }),
)

// The constructor has no parameter for what only `fetch` gives: the URL, the type, and headers that cannot be changed.
function withIdentity(response: Response, url: string): Response {
  const clone = (): Response => withIdentity(Response.prototype.clone.call(response), url)
  Object.defineProperties(response.headers, REFUSALS)
  return Object.defineProperties(response, {
    url: { value: url, configurable: true },
    type: { value: 'basic', configurable: true },
    clone: { value: clone, configurable: true, writable: true },
  })
}
