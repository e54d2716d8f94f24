import type { SocketMessage } from '../../cassette/call.ts'

/** Reads what `ws` hands over. */
export function messageData(data: unknown, isBinary: boolean): SocketMessage['data'] {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.alloc(0)])
  return isBinary ? new Uint8Array(bytes) : bytes.toString()
}
