import { rememberLast } from '../../text/remember-last.ts'

/** What a client says about a request that it makes. */
interface RequestFacts {
  readonly method: string
  /** The request target: a path, an absolute URL through a proxy, the authority of CONNECT. */
  readonly target: string
  /** Origin of the server that the client connects to. */
  readonly origin: string
  /** The `Host` field, where the caller gave one. */
  readonly host: string | undefined
}

/**
 * Builds the URLs that a request may be meant for.
 *
 * @returns the one that the server reads out of the request, then the one that the client connects to; one where they
 *   are the same, empty where it is not a URL
 */
export function requestUrls({ method, target, origin, host }: RequestFacts): readonly URL[] {
  if (method === 'CONNECT') return parse(`https://${target}`)
  if (/^https?:\/\//i.test(target)) return parse(target)
  const base = parseOrigin(origin)
  if (base === null) return []
  // Resolved against the base, a target that begins with `//` would name a host.
  const path = target.startsWith('/') ? target : `/${target}`
  const connected = parse(`${base.origin}${path}`)
  return host === undefined || host === base.host
    ? connected
    : [...parse(`${base.protocol}//${host}${path}`), ...connected]
}

const parseOrigin = rememberLast((text) => URL.parse(text))

// The calls of a test mostly go to one address.
const parse: (text: string) => readonly URL[] = rememberLast((text) => {
  const url = URL.parse(text)
  return url === null ? [] : [url]
})

/** Finds the `Host` field in the head of a request of HTTP/1.1. */
export function hostFieldOfHead(head: string | undefined): string | undefined {
  return /\r\nhost:[\t ]*([^\r\n]+?)[\t ]*\r\n/i.exec(head ?? '')?.[1]
}
