import { portOfUrl } from '../../text/urls/port-of-url.ts'
import type { Interceptor } from '../interceptor.ts'
import { socketOfRequest, tlsOptionsOf } from '../internals.ts'
import type { Origins } from '../origins/origins.ts'

/**
 * Finds out where a request goes. The target of a CONNECT request is an authority; the interceptor gives it as it came,
 * or as the path of the proxy's URL. Of any other request it gives the host that is connected to, which may be an
 * address of the one that is meant: that is named by the `host` field, or to the server by TLS.
 *
 * @param initiator - what made it: a `ClientRequest`, or its socket
 */
export function requestUrl(
  request: Request,
  initiator: unknown,
  { isCandidateHost, findPending }: Pick<Interceptor, 'isCandidateHost'> & Pick<Origins, 'findPending'>,
): URL {
  if (request.method === 'CONNECT') return tunnelUrl(request, findPending)
  const url = new URL(request.url)
  const isCandidate = (candidate: URL): boolean => isCandidateHost(candidate.hostname, portOfUrl(candidate))
  const named = URL.parse(`${url.protocol}//${request.headers.get('host') ?? ''}`)
  if (named !== null && named.host !== url.host && isCandidate(named)) return at(named, url)
  if (url.protocol === 'http:' || isCandidate(url)) return url
  const secured = URL.parse(`${url.protocol}//${serverNameOf(initiator, url) ?? ''}`)
  return secured === null || !isCandidate(secured) ? url : at(secured, url)
}

function tunnelUrl(request: Request, findPending: Origins['findPending']): URL {
  const tunnel = new URL(`https://${request.url.slice(request.url.lastIndexOf('/') + 1)}`)
  // To an address that its client has looked up: it is for the call that waits.
  const awaited = isAddress(tunnel) ? findPending()?.url : undefined
  return awaited === undefined ? tunnel : new URL(`https://${awaited.host}`)
}

function isAddress({ hostname }: URL): boolean {
  return process.getBuiltinModule('node:net').isIP(hostname.replaceAll(/^\[|\]$/g, '')) > 0
}

function at({ origin }: URL, { pathname, search }: URL): URL {
  return new URL(`${origin}${pathname}${search}`)
}

function serverNameOf(initiator: unknown, { port }: URL): string | undefined {
  const socket = socketOfRequest(initiator)
  const name = socket === undefined ? undefined : tlsOptionsOf(socket)?.servername
  return name === undefined || name === '' ? undefined : `${name}${port === '' ? '' : `:${port}`}`
}
