import { createReceiver, isHandler, type Handler, type Receiver } from './dispatch-receiver.ts'

/** A request as its client hands it to the dispatcher, with its body at hand. */
interface DispatchedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Aborts when the caller goes away before the answer. */
  readonly signal: AbortSignal
}

/** The user of the short way. */
export interface ShortWayRules {
  /** Whether requests may take it now. */
  readonly isOpen: () => boolean
  readonly isCandidate: (url: URL) => boolean
  /** Called where the request is made. */
  readonly take: () => TakenRequest
}

/** A request that took the short way. */
interface TakenRequest {
  readonly decide: (request: DispatchedRequest) => Promise<ShortAnswer>
  /** Called instead when its body cannot be read. */
  readonly drop: () => void
}

/** How a request is answered: by `play`, or, where that is a live call, by the agent; then `send` runs what hands it on. */
type ShortAnswer =
  | { readonly kind: 'play'; readonly play: (receiver: Receiver) => Promise<void> }
  | { readonly kind: 'send'; readonly send: (dispatch: () => void) => void }

interface Dispatched {
  readonly origin?: unknown
  readonly path?: unknown
  readonly method?: unknown
  readonly headers?: unknown
  readonly body?: unknown
  readonly upgrade?: unknown
}

type RequestHead = Omit<DispatchedRequest, 'body' | 'signal'>

type Dispatch = (this: object, options: unknown, handler: unknown) => unknown

interface Agent extends Record<'dispatch', unknown> {}

/** Where undici keeps the agent that the `fetch` of Node.js sends its requests by. */
const AGENT = Symbol.for('undici.globalDispatcher.1')

/**
 * Answers the calls of `fetch` before they reach a socket: undici's client, a TLS socket, two HTTP parsers and three web streams
 * cost six times as much as all the rest of a replay. `fetch` itself runs as ever, so that its responses, redirects, aborts and
 * errors are its own. Stands on the `dispatch` of the agent that `fetch` uses unless it is told otherwise; whoever
 * sets another agent (a mock, a proxy) or gives one takes the way through the sockets.
 *
 * @param rules - which requests take it, and their answers
 * @returns takes it away
 */
export function openShortWay(rules: ShortWayRules): () => void {
  const patched: Agent[] = []
  const patch = (): void => {
    const agent = Reflect.get(globalThis, AGENT)
    if (!isPlainAgent(agent) || patched.includes(agent)) return
    patched.push(agent)
    const original = agent.dispatch
    Object.defineProperty(agent, 'dispatch', {
      value: (options: unknown, handler: unknown) => dispatchShort({ options, handler, rules, pass: (given) => callDispatch({ agent, original }, given, handler) }),
      configurable: true,
      writable: true,
    })
  }
  const stopWaiting = Reflect.has(globalThis, AGENT) ? undefined : waitForFetch(patch)
  patch()
  return () => {
    stopWaiting?.()
    for (const agent of patched) Reflect.deleteProperty(agent, 'dispatch')
  }
}

// Loading undici takes longer than most tests, so that is left to the first `fetch`; and it makes its agent when it is loaded.
function waitForFetch(onLoaded: () => void): (() => void) | undefined {
  const found = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  const native: unknown = found?.value
  if (typeof native !== 'function') return undefined
  const restore = (): void => {
    if (Object.getOwnPropertyDescriptor(globalThis, 'fetch')?.value === fetch) Object.defineProperty(globalThis, 'fetch', { ...found })
  }
  function fetch(this: unknown, ...parameters: [unknown, unknown?]): unknown {
    restore()
    // The globals of undici load it when they are looked at, in any way.
    Reflect.get(globalThis, 'Response')
    onLoaded()
    return typeof native === 'function' ? Reflect.apply(native, this, parameters) : undefined
  }
  Object.defineProperty(globalThis, 'fetch', { ...found, value: fetch })
  return restore
}

interface ShortDispatch {
  readonly options: unknown
  readonly handler: unknown
  readonly rules: ShortWayRules
  /** Hands it to the agent. */
  readonly pass: (options: unknown) => unknown
}

function dispatchShort({ options, handler, rules, pass }: ShortDispatch): unknown {
  if (!isHandler(handler) || !isDispatched(options) || !rules.isOpen() || 'document' in globalThis) return pass(options)
  const request = requestOf(options)
  if (request === undefined || !rules.isCandidate(request.url)) return pass(options)
  void answer({ request, options, handler, taken: rules.take(), pass })
  return true
}

async function answer({
  request,
  options,
  handler,
  taken,
  pass,
}: {
  readonly request: RequestHead
  readonly options: Dispatched
  readonly handler: Handler
  readonly taken: TakenRequest
  readonly pass: (options: unknown) => unknown
}): Promise<void> {
  const receiver = createReceiver(handler)
  try {
    const pieces = await readPieces(options.body)
    const body = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
    const decided = await taken.decide({ ...request, body, signal: receiver.signal })
    if (decided.kind === 'play') return await decided.play(receiver)
    receiver.release()
    // A client that went away by now says so to the agent as well.
    decided.send(() => void pass(isAsyncIterable(options.body) ? { ...options, body: again(pieces) } : options))
  } catch (error) {
    // The body could not be read: its producer failed.
    taken.drop()
    receiver.fail(error)
  }
}

function requestOf({ origin, path, method, headers, body, upgrade }: Dispatched): RequestHead | undefined {
  if (typeof path !== 'string' || typeof method !== 'string' || Boolean(upgrade)) return undefined
  const plain = plainHeaders(headers)
  // What a DOM asks of the answer for another origin is given on the way through the sockets.
  if (plain === undefined || plain['origin'] !== undefined || !isReadable(body)) return undefined
  const url = URL.parse(path, String(origin))
  return url === null || method === 'OPTIONS' || method === 'CONNECT' ? undefined : { method, url, headers: plain }
}

// `fetch` gives an object of text, with the names as its caller spelled them.
function plainHeaders(headers: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return undefined
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') return undefined
    plain[name.toLowerCase()] = value
  }
  return plain
}

async function readPieces(body: unknown): Promise<readonly Uint8Array[]> {
  if (typeof body === 'string') return [Buffer.from(body)]
  if (body instanceof Uint8Array) return [body]
  const pieces: Uint8Array[] = []
  if (isAsyncIterable(body)) for await (const piece of body) if (piece instanceof Uint8Array) pieces.push(piece)
  return pieces
}

async function* again(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

function callDispatch({ agent, original }: { readonly agent: Agent; readonly original: unknown }, options: unknown, handler: unknown): unknown {
  return isDispatch(original) ? Reflect.apply(original, agent, [options, handler]) : false
}

function isDispatch(value: unknown): value is Dispatch {
  return typeof value === 'function'
}

// One that was composed with interceptors is a proxy of an agent, and whatever else somebody made has a name of its own.
function isPlainAgent(value: unknown): value is Agent {
  if (typeof value !== 'object' || value === null || !('dispatch' in value)) return false
  return value.constructor.name === 'Agent' && !process.getBuiltinModule('node:util').types.isProxy(value)
}

function isDispatched(value: unknown): value is Dispatched {
  return typeof value === 'object' && value !== null
}

// A body that is neither at hand nor made by `fetch` could not be given to the agent again as it was.
function isReadable(body: unknown): boolean {
  return body === null || body === undefined || typeof body === 'string' || body instanceof Uint8Array || isAsyncIterable(body)
}

function isAsyncIterable(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object AsyncGenerator]'
}
