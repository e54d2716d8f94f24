import type { Headers as RecordedHeaders } from '../../cassette/call.ts'

/**
 * Turns header fields into plain data.
 *
 * @param headers - fields of a request or response
 * @returns values by lower-case name; `set-cookie` keeps its values apart, other repeated fields are joined as HTTP
 *   allows
 */
export function recordHeaders(headers: Headers): RecordedHeaders {
  const recorded: Record<string, string | readonly string[]> = {}
  for (const [name, value] of headers) {
    const before = recorded[name]
    if (before === undefined) recorded[name] = value
    else recorded[name] = [...(typeof before === 'string' ? [before] : before), value]
  }
  return recorded
}
