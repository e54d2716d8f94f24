import type { InterceptedRequest } from './interceptor.ts'

/**
 * Says whether a request is a CORS preflight, which jsdom and happy-dom send before a call and which does not call a
 * model. In a DOM the method alone decides: under happy-dom's `Request`, which the interceptor then builds on, the
 * headers that say so are taken off.
 */
export function isPreflight(request: InterceptedRequest): boolean {
  if (request.method !== 'OPTIONS') return false
  return request.headers['access-control-request-method'] !== undefined || 'document' in globalThis
}

/** Says whether a request is the handshake of another protocol (WebSocket), whose traffic is not HTTP. */
export function isUpgrade(request: InterceptedRequest): boolean {
  return request.headers['upgrade'] !== undefined || request.headers['sec-websocket-key'] !== undefined
}

/**
 * Says whether both sides of a request go on speaking while it is open: its body has no end that a key could wait for.
 */
export function isBidirectional(request: Pick<InterceptedRequest, 'url' | 'headers'>): boolean {
  if (request.url.pathname.endsWith('/invoke-with-bidirectional-stream')) return true
  return String(request.headers['content-type'] ?? '').startsWith('application/grpc')
}

/**
 * Answers a preflight in place of the server.
 *
 * @returns a response that allows what is asked for
 */
export function preflightResponse(request: InterceptedRequest): Response {
  const response = new Response(null, { status: 204, headers: { 'content-length': '0' } })
  response.headers.set('access-control-allow-methods', String(request.headers['access-control-request-method'] ?? '*'))
  response.headers.set('access-control-allow-headers', String(request.headers['access-control-request-headers'] ?? '*'))
  return allowCrossOrigin(response, request)
}

/** Lets a DOM environment read the response: what the server had allowed is not on the cassette. */
export function allowCrossOrigin(response: Response, request: InterceptedRequest): Response {
  const { origin } = request.headers
  if (origin === undefined && !('document' in globalThis)) return response
  response.headers.set('access-control-allow-origin', String(origin ?? '*'))
  if (origin !== undefined) response.headers.set('access-control-allow-credentials', 'true')
  response.headers.set('access-control-expose-headers', '*')
  return response
}
