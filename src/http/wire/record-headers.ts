import type { Headers as RecordedHeaders } from '../../cassette/call.ts'

/**
 * Turns header fields into plain data.
 *
 * @param headers - fields of a request or response
 * @returns values by lower-case name; `set-cookie` keeps its values apart, other repeated fields are joined as HTTP
 *   allows
 */
export function recordHeaders(headers: Headers): RecordedHeaders {
  // A map: an object has names such as `constructor` before anything is put into it.
  const recorded = new Map<string, string | readonly string[]>()
  for (const [name, value] of headers) {
    const before = recorded.get(name)
    if (before === undefined) recorded.set(name, value)
    else recorded.set(name, [...(typeof before === 'string' ? [before] : before), value])
  }
  return Object.fromEntries(recorded)
}
