import type { EventEmitter } from 'node:events'

import { requestOnSocket } from '../internals.ts'

/**
 * Lets a client of `node:http` send its body that waits for "100 Continue": the body is needed to find the answer. The
 * server's own "100 Continue", in a live call, comes too late then, and is not sent again.
 *
 * @param initiator - what made it: a `ClientRequest`, or its socket
 */
export function grantContinue(request: Request, initiator: unknown): void {
  if (
    request.headers.get('expect')?.toLowerCase() !== '100-continue' ||
    typeof initiator !== 'object' ||
    initiator === null
  )
    return
  const client = requestOnSocket(initiator) ?? initiator
  if (!isEmitter(client)) return
  client.emit('continue')
  client.removeAllListeners('continue')
}

function isEmitter(value: unknown): value is Pick<EventEmitter, 'emit' | 'removeAllListeners'> {
  return typeof value === 'object' && value !== null && 'emit' in value && 'removeAllListeners' in value
}
