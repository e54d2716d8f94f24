import { GLOBAL_DISPATCHERS } from '../internals.ts'
import { respondToFetch, type FetchAnswer } from './fetch-response.ts'
import { isHeader, readPlainRequest, type PlainRequest } from './plain-request.ts'

/** The user of the short way. */
export interface FetchRules {
  /** Whether requests may take it now. */
  readonly isOpen: () => boolean
  /** Finds a recorded response. Where it gives none, nothing was decided. */
  readonly replay: (request: PlainRequest) => RecordedAnswer | undefined
}

/** What answers a request. */
export type RecordedAnswer = Pick<FetchAnswer, 'response' | 'speed'>

/** A global object: that of the process, or of the sandbox of a test file. */
interface Realm {
  readonly fetch?: unknown
}

type Fetch = (this: unknown, ...parameters: readonly unknown[]) => unknown

/**
 * Agents that send a request where its URL says: undici's own, and what its version 8 puts before them for older
 * copies.
 */
const PLAIN_AGENTS: ReadonlySet<string> = new Set(['Agent', 'Dispatcher1Wrapper'])
/** Recorded only of answers to HEAD. */
const FRAMING_HEADERS = /^(?:content-encoding|content-length|transfer-encoding)$/i

/**
 * Answers calls of `fetch` from recordings before they reach a socket: undici's client, a TLS socket, two HTTP parsers
 * and three web streams cost thirty times as much as all the rest of a replay. It stands on the global `fetch`; what it
 * does not answer goes to the `fetch` that stood there, as if nothing had been asked. A `fetch` that is not that of
 * Node.js is left alone.
 *
 * @param rules - which requests take it, and their answers
 */
export function interceptFetch(realm: Realm, rules: FetchRules): () => void {
  const found = Object.getOwnPropertyDescriptor(realm, 'fetch')
  const native: unknown = found?.value
  if (!isNativeFetch(native)) return () => {}
  const original = native
  // The parameters as they come: whether there is a second one makes a difference.
  function fetch(this: unknown, ...parameters: readonly unknown[]): unknown {
    const answer = isPlainRealm(realm) ? findAnswer(parameters, rules) : undefined
    return answer === undefined ? Reflect.apply(original, this, parameters) : respondToFetch(answer)
  }
  Object.defineProperty(fetch, 'length', { value: original.length, configurable: true })
  Object.defineProperty(realm, 'fetch', { ...found, value: fetch })
  return () => {
    if (realm.fetch === fetch) Object.defineProperty(realm, 'fetch', { ...found })
  }
}

function findAnswer([input, init]: readonly unknown[], rules: FetchRules): FetchAnswer | undefined {
  try {
    const request = rules.isOpen() ? readPlainRequest(input, init) : undefined
    const answer = request === undefined ? undefined : rules.replay(request)
    if (request === undefined || answer === undefined) return undefined
    return { ...answer, method: request.method, url: request.url, signal: request.signal }
  } catch {
    // What cannot be read (a getter that throws, a buffer that was given away) is read again by `fetch`, which rejects
    // and never throws.
    return undefined
  }
}

/**
 * Tells whether a recorded response can be given by the short way: whole, and with nothing that `fetch` would act on.
 * Others are rare, and end in more ways than one.
 */
export function isPlainResponse(response: RecordedAnswer['response']): boolean {
  const { status, statusText = '', end, headers } = response
  const isFinal = (status >= 200 && status < 300) || (status >= 400 && status < 600)
  // A cassette that was edited by hand may hold what no response takes, or a framing that its body has not.
  return (
    end === 'complete' &&
    isFinal &&
    isHeader('status', statusText) &&
    Object.entries(headers).every(
      ([name, value]) => !FRAMING_HEADERS.test(name) && [value].flat().every((item) => isHeader(name, item)),
    )
  )
}

// Of Node.js: what a test, a mock or a polyfill put there is asked as ever, also where it leads to a copy of undici.
function isNativeFetch(value: unknown): value is Fetch {
  return typeof value === 'function' && /internal\/deps\/undici/.test(Function.prototype.toString.call(value))
}

// A DOM has rules of its own, and an agent that the user set for all calls (a mock, a proxy) is to be used.
function isPlainRealm(realm: Realm): boolean {
  return !('document' in realm) && GLOBAL_DISPATCHERS.every((symbol) => isPlainAgent(Reflect.get(globalThis, symbol)))
}

// One that was composed with interceptors is a proxy of an agent, a spy is a method of its own, and whatever else
// somebody made has another name.
function isPlainAgent(agent: unknown): boolean {
  if (agent === undefined) return true
  if (typeof agent !== 'object' || agent === null || Object.hasOwn(agent, 'dispatch')) return false
  return PLAIN_AGENTS.has(agent.constructor.name) && !process.getBuiltinModule('node:util').types.isProxy(agent)
}
