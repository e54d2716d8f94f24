import { withoutBrackets } from '../../text/urls/host-of-url.ts'
import type { Written } from '../internals.ts'
import type { ConnectionTarget } from './connection-target.ts'

/** What the bytes that a client writes say about where they lead. */
export type NamedTarget =
  /** They name it. `isRepeated`: the next message on the connection may name another. */
  | { readonly kind: 'target'; readonly target: ConnectionTarget; readonly isRepeated: boolean }
  /** What names it comes with later bytes. `isPart`: they go on with these, else they are a message of their own. */
  | { readonly kind: 'later'; readonly isPart: boolean }
  /** They are of a protocol that names nothing, or of the middle of a message. */
  | { readonly kind: 'none' }

/** Longer heads of requests name their host before. */
const READ_BYTES = 16_384
const REQUEST_LINE = /^[A-Z]{3,20} (\S+) HTTP\/1\.[01]\r?\n/
/** The beginning of one. */
const PART_OF_REQUEST_LINE = /^[A-Z]{1,20}(?: \S*(?: [HTP/1.0]*\r?)?)?$/
/** Servers skip empty lines before it (RFC 9112, section 2.2). */
const EMPTY_LINES = /^[\r\n]+/
const HOST_FIELD = /\r?\nhost:[\t ]*([^\r\n]+?)[\t ]*\r?\n/i
const NONE: NamedTarget = { kind: 'none' }
const LATER: NamedTarget = { kind: 'later', isPart: false }

/**
 * Finds the host that the first bytes of a message name: the `Host` field or the absolute target of an HTTP/1.1
 * request, the target of CONNECT, the address of a SOCKS request, or the server name of a TLS handshake.
 *
 * @param bytes - what a client is about to write, from the beginning of a message
 */
export function findNamedTarget(bytes: Uint8Array): NamedTarget {
  const [first = 0, second = 0] = bytes
  if (mayNameTarget(bytes)) return readRequest(bytes)
  if (first === 0x16 && second === 3) return readClientHello(bytes)
  if (first === 4 && (second === 1 || second === 2)) return readSocks4(bytes)
  if (first === 5) return readSocks5(bytes)
  return first === 1 && isSocksPassword(bytes) ? LATER : NONE
}

/** Says whether the first byte of a message is one that a request of HTTP/1.1 begins with, or an empty line before. */
export function mayNameTarget(message: Written): boolean {
  const first: unknown = Array.isArray(message) ? message[0]?.chunk : message
  const byte = typeof first === 'string' ? first.charCodeAt(0) : first instanceof Uint8Array ? first[0] : undefined
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || byte === 0x0d || byte === 0x0a)
}

function readRequest(bytes: Uint8Array): NamedTarget {
  const read = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, READ_BYTES)).toString('latin1')
  const text = read.replace(EMPTY_LINES, '')
  const [line, requestTarget = ''] = REQUEST_LINE.exec(text) ?? []
  if (line === undefined) {
    const isPart = read.length < READ_BYTES && (text === '' || PART_OF_REQUEST_LINE.test(text))
    return isPart ? { kind: 'later', isPart } : NONE
  }
  if (line.startsWith('CONNECT ')) return repeated(readAuthority(requestTarget, 443))
  if (/^https?:\/\//i.test(requestTarget)) {
    const url = URL.parse(requestTarget)
    return url === null ? NONE : repeated(readAuthority(url.host, url.protocol === 'https:' ? 443 : 80))
  }
  return readHost(text)
}

function readHost(text: string): NamedTarget {
  const end = text.indexOf('\r\n\r\n')
  const [, host] = HOST_FIELD.exec(end === -1 ? text : text.slice(0, end + 2)) ?? []
  if (host !== undefined) return repeated(readAuthority(host, undefined))
  return end !== -1 || text.length === READ_BYTES ? NONE : { kind: 'later', isPart: true }
}

function repeated(target: ConnectionTarget | undefined): NamedTarget {
  return target === undefined ? NONE : { kind: 'target', target, isRepeated: true }
}

function readAuthority(authority: string, defaultPort: number | undefined): ConnectionTarget | undefined {
  const [, host, port] = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? []
  if (host === undefined || host === '') return undefined
  return { host: withoutBrackets(host), port: port === undefined ? defaultPort : Number(port) }
}

// RFC 1928 (version 5); https://www.openssh.com/txt/socks4.protocol and socks4a.protocol.
function readSocks4(bytes: Uint8Array): NamedTarget {
  if (bytes.byteLength < 9) return LATER
  const view = viewOf(bytes)
  const address = bytes.subarray(4, 8)
  const isName = address[0] === 0 && address[1] === 0 && address[2] === 0
  const nameStart = bytes.indexOf(0, 8) + 1
  const host = isName ? textOf(bytes.subarray(nameStart, bytes.indexOf(0, nameStart))) : address.join('.')
  return { kind: 'target', target: { host, port: view.getUint16(2) }, isRepeated: false }
}

function readSocks5(bytes: Uint8Array): NamedTarget {
  const [, command = 0, reserved, kind] = bytes
  // A greeting gives the count of its methods, which fill it.
  if (bytes.byteLength === 2 + command) return LATER
  if (reserved !== 0) return NONE
  const length = bytes[4] ?? 0
  const [start, end] = kind === 3 ? [5, 5 + length] : [4, kind === 4 ? 20 : 8]
  if (bytes.byteLength < end + 2) return NONE
  const address = bytes.subarray(start, end)
  const host = kind === 3 ? textOf(address) : kind === 4 ? ipv6Of(address) : address.join('.')
  return { kind: 'target', target: { host, port: viewOf(bytes).getUint16(end) }, isRepeated: false }
}

// RFC 1929: a name and a password, each after its length.
function isSocksPassword(bytes: Uint8Array): boolean {
  const nameLength = bytes[1] ?? 0
  return bytes.byteLength === 3 + nameLength + (bytes[2 + nameLength] ?? 0)
}

function ipv6Of(address: Uint8Array): string {
  const view = viewOf(address)
  return Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16)).join(':')
}

// RFC 8446, section 4.1.2; the server name is the extension 0 (RFC 6066, section 3).
function readClientHello(bytes: Uint8Array): NamedTarget {
  try {
    const view = viewOf(bytes)
    if (view.getUint8(5) !== 1) return NONE
    // Record and handshake headers, version and random; then the session id, cipher suites and compression methods.
    let offset = 5 + 4 + 2 + 32
    offset += 1 + view.getUint8(offset)
    offset += 2 + view.getUint16(offset)
    offset += 1 + view.getUint8(offset)
    const end = offset + 2 + view.getUint16(offset)
    offset += 2
    while (offset < end) {
      const [kind, length] = [view.getUint16(offset), view.getUint16(offset + 2)]
      if (kind === 0) {
        const nameLength = view.getUint16(offset + 7)
        const host = textOf(bytes.subarray(offset + 9, offset + 9 + nameLength))
        return { kind: 'target', target: { host, port: undefined }, isRepeated: false }
      }
      offset += 4 + length
    }
    return NONE
  } catch {
    // A handshake that ends early, or other bytes.
    return NONE
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
