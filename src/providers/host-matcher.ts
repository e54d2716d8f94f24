import { rememberLast } from '../text/remember-last.ts'
import { portOfUrl } from '../text/urls/port-of-url.ts'
import { plainHost, providerOfHost } from './default-hosts.ts'
import { parseHostRule, type HostRule, type ParsedHostRule } from './host-rule.ts'

/** Says which hosts are LLM APIs. */
export interface HostMatcher {
  /**
   * Finds the rule that a URL falls under.
   *
   * @param url - the URL of a request
   * @returns the provider, as far as the rule names it or a default host does, else 'unknown'; undefined where the
   *   request is none of ours
   */
  find(url: URL): { readonly provider: string } | undefined
  /**
   * Says whether a connection goes to an LLM host.
   *
   * @param host - a host name or IP address, in any spelling
   * @param port - the port; a rule that names one does not match without it
   */
  hasHost(host: string, port?: number | string): boolean
}

/**
 * Builds the host rule of a run: the default hosts and the user's, all compared exactly. Where both name a host, the
 * user's rule names the provider.
 *
 * @throws {RewindOptionsError} when a rule is not a plain `host` or `host:port`
 */
export function createHostMatcher(rules: readonly HostRule[]): HostMatcher {
  const parsed = rules.map(parseHostRule)
  return {
    find: (url) => {
      const provider = findProvider(parsed, plainHost(url.hostname), portText(portOfUrl(url)))
      return provider === undefined ? undefined : { provider }
    },
    hasHost: (host, port) => findProvider(parsed, canonicalHost(host), portText(port)) !== undefined,
  }
}

function findProvider(rules: readonly ParsedHostRule[], host: string, port: string | undefined): string | undefined {
  const rule = rules.find(
    (candidate) => candidate.isFor(host) && (candidate.port === undefined || candidate.port === port),
  )
  return rule?.provider ?? providerOfHost(host) ?? (rule === undefined ? undefined : 'unknown')
}

function portText(port: number | string | undefined): string | undefined {
  return port === undefined ? undefined : String(port)
}

/**
 * A name that the URL parser leaves as it is: a last label that begins with a digit may be that of an IP address, and
 * `xn--` may be another name.
 */
const PLAIN_NAME = /^(?!.*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/

// Sockets are opened with the host as the caller spelled it: Unicode names and long IPv6 forms come out of the URL
// parser as the rules do.
const canonicalHost = rememberLast((host) => {
  const plain = plainHost(host)
  if (PLAIN_NAME.test(plain)) return plain
  const url = URL.parse(plain.includes(':') ? `http://[${plain}]` : `http://${plain}`)
  return url === null ? plain : plainHost(url.hostname)
})
