import type { IncomingMessage } from 'node:http'

import type { Headers as RecordedHeaders } from '../../cassette/call.ts'

/** The answer of a server that opens a session. */
export interface Handshake {
  /** The subprotocol that it chose; empty for none. */
  readonly protocol: string
  /** Its other header fields, as on the wire. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** Header fields of an answer that each end of a session makes for itself (RFC 6455, section 4.2.2). */
const OWN_FIELDS = /^(?:upgrade|connection|sec-websocket-(?:accept|extensions|protocol))$/i

/** Reads the answer of a server. */
export function readHandshake({ headers, rawHeaders }: IncomingMessage): Handshake {
  const fields = rawHeaders.flatMap((name, index): Handshake['fields'] =>
    index % 2 === 0 && !OWN_FIELDS.test(name) ? [[name, rawHeaders[index + 1] ?? '']] : [],
  )
  return { protocol: headers['sec-websocket-protocol'] ?? '', fields }
}

/** Gives the header fields of an answer as they are recorded. */
export function recordHandshake({ fields }: Handshake): RecordedHeaders {
  const values = Map.groupBy(fields, ([name]) => name.toLowerCase())
  return Object.fromEntries(
    [...values].map(([name, given]) => [
      name,
      given.length === 1 ? (given[0]?.[1] ?? '') : given.map(([, one]) => one),
    ]),
  )
}

/** Makes the answer that a recording has. */
export function replayHandshake(protocol: string, headers: RecordedHeaders): Handshake {
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): readonly [string, string] => [name, one]),
  )
  return { protocol, fields: fields.filter(([name]) => !OWN_FIELDS.test(name)) }
}
