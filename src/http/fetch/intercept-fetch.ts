import { GLOBAL_DISPATCHERS } from '../internals.ts'

/** The user of the short way. */
export interface FetchRules {
  /** Whether requests may take it now. */
  readonly isOpen: () => boolean
  /** Whether a host's requests may have recorded answers. */
  readonly isCandidate: (url: URL) => boolean
  /** Answers a call from a recording. Where it gives nothing, nothing was decided. */
  readonly answer: (input: unknown, init: unknown) => Promise<Response> | undefined
}

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

/**
 * Answers calls of `fetch` from recordings before they reach a socket: undici's client, a TLS socket, two HTTP parsers
 * and three web streams cost thirty times as much as all the rest of a replay. It replaces the global `fetch`; what it
 * does not answer goes to the `fetch` that was there, as if nothing had been asked. A `fetch` that is not that of
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
    return (isPlainRealm(realm) ? answer(parameters, rules) : undefined) ?? Reflect.apply(original, this, parameters)
  }
  Object.defineProperty(fetch, 'length', { value: original.length, configurable: true })
  Object.defineProperty(realm, 'fetch', { ...found, value: fetch })
  return () => {
    if (realm.fetch === fetch) Object.defineProperty(realm, 'fetch', { ...found })
  }
}

// What answers is loaded with the first call to a candidate: other calls never need it.
function answer([input, init]: readonly unknown[], rules: FetchRules): Promise<Response> | undefined {
  return rules.isOpen() && isToCandidate(input, rules) ? rules.answer(input, init) : undefined
}

function isToCandidate(input: unknown, rules: FetchRules): boolean {
  if (typeof input !== 'string' && !(input instanceof URL)) return false
  // What merely looks like a URL throws when it is read; `fetch` rejects for it.
  try {
    const url = URL.parse(String(input))
    return url !== null && rules.isCandidate(url)
  } catch {
    return false
  }
}

// Of Node.js: what a test, a mock or a polyfill put there is asked as before, also where it leads to a copy of undici.
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
