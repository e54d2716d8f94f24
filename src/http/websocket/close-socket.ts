import type { WebSocket } from 'ws'

import type { CloseCode } from '../../cassette/call.ts'

/** Code of a session that ended without a close (RFC 6455, section 7.4.1): it is never sent. */
export const ABNORMAL = 1006
/** Code of a close that brings none (RFC 6455, section 7.4.1): it is never sent. */
export const WITHOUT_CODE = 1005

/** Closes one end of a session as the other was closed. */
export function closeSocket(socket: WebSocket, { code, reason }: CloseCode): void {
  if (socket.readyState === socket.CLOSED || socket.readyState === socket.CLOSING) return
  if (code === ABNORMAL) socket.terminate()
  else if (code === WITHOUT_CODE) socket.close()
  else socket.close(code, reason)
}
