import { compileHost, isHostPattern } from './host-pattern.ts'
import { PROVIDERS_BY_HOST } from './set-up-table.ts'

const ENTRIES = Object.entries(PROVIDERS_BY_HOST)
const EXACT = new Map(ENTRIES.filter(([host]) => !isHostPattern(host)))
const FAMILIES = ENTRIES.filter(([host]) => isHostPattern(host)).map(([host, id]) => ({ hosts: compileHost(host), id }))

/**
 * Hosts that are LLM APIs by their exact name. Azure OpenAI, Bedrock and Vertex, whose hosts have a tenant or a region
 * in them, are matched beside them.
 */
export const DEFAULT_LLM_HOSTS: readonly string[] = [...EXACT.keys()]

/**
 * Names the provider of one of the default hosts.
 *
 * @param host - a host as {@link plainHost} spells it
 * @returns the provider, undefined for any other host
 */
export function providerOfHost(host: string): string | undefined {
  return EXACT.get(host) ?? FAMILIES.find(({ hosts }) => hosts.test(host))?.id
}

/**
 * Spells a host the one way it is compared in: lower case, without a trailing dot or the brackets of an IPv6 address.
 *
 * @param host - a host name or IP address, without port
 */
export function plainHost(host: string): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  return bare.replace(/\.$/u, '').toLowerCase()
}
