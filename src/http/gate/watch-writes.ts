import type { Socket } from 'node:net'

import { replaceWrite, restoreWrite, writeOf, type Write, type Written } from '../internals.ts'
import type { ConnectionTarget } from './connection-target.ts'
import { findNamedTarget, mayNameTarget, type NamedTarget } from './named-target.ts'

/** Says why a connection cannot lead to a host; undefined where it may. */
export type RefuseTarget = (target: ConnectionTarget) => Error | undefined

/** `requests`: only those of HTTP, where a SOCKS proxy may be asked. */
export type WatchedMessages = 'all' | 'requests'

/** As much of a message as is looked at. */
const READ_BYTES = 16_384

/**
 * Watches what is written on a connection whose own address is no LLM host's: a proxy, a relay or an IP address learns
 * the host by the first bytes of a message. A message to a host that is refused ends the connection before any of its
 * bytes leave.
 *
 * Of a protocol that names no host only the first bytes are looked at. HTTP is looked at with every request, since one
 * connection to a proxy serves many hosts.
 *
 * @param socket - a connection that is being made
 * @param refuse - asked about each host that is named
 */
export function watchWrites(socket: Socket, refuse: RefuseTarget, watchedMessages: WatchedMessages = 'all'): void {
  const write = writeOf(socket)
  if (write === undefined) return
  let head: Buffer | undefined
  let written: Written | undefined
  const watched: Write = function writeWatched(isMany, data, ...rest) {
    // A socket that still connects is looked at twice: now, and when it is connected.
    if (data === written) return Reflect.apply(write, this, [isMany, data, ...rest])
    written = this.connecting ? data : undefined
    const named = readNext(data, rest[0])
    if (named?.kind === 'none') restoreWrite(socket, watched)
    const isWatched = named?.kind === 'target' && (named.isRepeated || watchedMessages === 'all')
    const refusal = isWatched ? refuse(named.target) : undefined
    if (refusal !== undefined) return void this.destroy(refusal)
    return Reflect.apply(write, this, [isMany, data, ...rest])
  }
  // Undefined in the middle of HTTP.
  let isHttp = false
  const readNext = (data: Written, encoding: BufferEncoding): NamedTarget | undefined => {
    if (head === undefined && isHttp && !mayNameTarget(data)) return undefined
    const bytes = firstBytesOf(data, encoding)
    const named = findNamedTarget(head === undefined ? bytes : Buffer.concat([head, bytes]))
    // The head of a request may come in pieces; what comes before a SOCKS request is a message of its own.
    head = named.kind === 'later' && named.isPart ? Buffer.concat([head ?? Buffer.alloc(0), bytes]) : undefined
    if (named.kind === 'target' && named.isRepeated) isHttp = true
    return named.kind === 'none' && isHttp ? undefined : named
  }
  replaceWrite(socket, watched)
}

/** Reads the first bytes of a message. */
export function firstBytesOf(data: Written, encoding: BufferEncoding): Buffer {
  if (typeof data === 'string') return Buffer.from(data.slice(0, READ_BYTES), encoding)
  if (data instanceof Uint8Array)
    return Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, READ_BYTES))
  const pieces: Buffer[] = []
  let length = 0
  for (const { chunk, encoding: ofChunk } of data) {
    if (length >= READ_BYTES) break
    const piece = firstBytesOf(chunk, ofChunk ?? 'utf8')
    pieces.push(piece)
    length += piece.byteLength
  }
  return Buffer.concat(pieces)
}
