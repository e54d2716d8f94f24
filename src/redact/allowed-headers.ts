import type { Headers } from '../cassette/call.ts'
import { isKeptRequestHeader, isKeptResponseHeader } from '../cassette/header-names.ts'

/** Made anew with every replay: what a recording has there says nothing, whatever `keepHeaders` asks for. */
const FRAMING: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection'])

/**
 * Leaves out the request headers that a cassette does not keep.
 *
 * @param keyHeaders - names that the user adds to the key
 */
export function keepRequestHeaders(headers: Headers, keyHeaders: readonly string[] = []): Headers {
  const added = lowerCase(keyHeaders)
  return keepHeaders(headers, (name) => isKeptRequestHeader(name, added))
}

/**
 * Leaves out the response headers that a cassette does not keep. Framing is made anew with every replay, but for what
 * clients see of it: that the connection ends with the answer, and how long the body would be that HEAD does not bring.
 *
 * @param method - of the request
 * @param added - names that the user wants kept
 */
export function keepResponseHeaders(headers: Headers, method: string, added: readonly string[] = []): Headers {
  const names = lowerCase(added)
  return keepHeaders(headers, (name, value) => {
    if (name === 'connection') return value === 'close'
    if (name === 'content-length') return method === 'HEAD'
    return !FRAMING.has(name) && isKeptResponseHeader(name, names)
  })
}

// By lower-case name, in the order of their names: the order on the wire differs between clients.
function keepHeaders(headers: Headers, isKept: (name: string, value: string | readonly string[]) => boolean): Headers {
  const kept = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => isKept(name, value))
  return Object.fromEntries(kept.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

function lowerCase(names: readonly string[]): readonly string[] {
  return names.length === 0 ? names : names.map((name) => name.toLowerCase())
}
