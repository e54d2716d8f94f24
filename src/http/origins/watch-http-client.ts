import type { ClientRequest } from 'node:http'

import { serializedHeadOf } from '../internals.ts'
import { isTransportError, type Announce, type OriginEnd } from './announce.ts'
import { hostFieldOfHead, requestUrls } from './request-urls.ts'
import { isUnannounced } from './unannounced.ts'

/**
 * Watches the requests of `node:http` and `node:https`, under whatever import.
 *
 * @param announce - called with each request, in its caller's async context
 */
export function watchHttpClient(announce: Announce): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const onCreate = (message: unknown): void => {
    const request = requestOf(message)
    if (request === undefined || isUnannounced()) return
    const tracked = announce({
      urls: requestUrls({
        method: request.method,
        target: request.path,
        origin: `${request.protocol}//${request.host}`,
        host: hostOf(request),
      }),
      method: request.method,
      tag: (name, value) => trySetHeader(request, { name, value }),
    })
    if (tracked === undefined) return
    request.once('socket', (socket) => {
      const refusal = tracked.refusalOn(socket)
      if (refusal !== undefined) socket.destroy(refusal)
    })
    request.once('close', () => tracked.settle(endOf(request)))
  }
  subscribe('http.client.request.created', onCreate)
  return () => void unsubscribe('http.client.request.created', onCreate)
}

// Headers given as an array are serialized already.
function hostOf(request: ClientRequest): string | undefined {
  const host = request.getHeader('host')
  return typeof host === 'string' ? host : hostFieldOfHead(serializedHeadOf(request))
}

function requestOf(message: unknown): ClientRequest | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  const { request } = message
  return isClientRequest(request) ? request : undefined
}

function isClientRequest(value: unknown): value is ClientRequest {
  return typeof value === 'object' && value !== null && 'setHeader' in value && 'once' in value && 'path' in value
}

// Setting one more throws then.
function trySetHeader(request: ClientRequest, header: { readonly name: string; readonly value: string }): boolean {
  if (request.headersSent) return false
  try {
    request.setHeader(header.name, header.value)
    return true
  } catch {
    return false
  }
}

// A server that goes away leaves an ended or errored socket behind; a caller who walks away leaves neither.
function endOf(request: ClientRequest): OriginEnd {
  if ('res' in request && typeof request.res === 'object' && request.res !== null) {
    if ('complete' in request.res && request.res.complete === true) return 'complete'
  }
  const { socket } = request
  return socket?.readableEnded === true || isTransportError(socket?.errored) ? 'cut' : 'aborted'
}
