import type { UnknownRecord } from '../text/unknown/is-record.ts'
import { asCredential, PROVIDERS, type Provider } from './catalogue.ts'
import { plainHost, providerOfHost } from './default-hosts.ts'
import { compileHost } from './host-pattern.ts'
import { plainName } from './plain-name.ts'

const BY_NAME = new Map(
  PROVIDERS.flatMap((provider) =>
    [provider.id, ...(provider.aliases ?? [])].map((name) => [plainName(name), provider]),
  ),
)
const OTHER_HOSTS = PROVIDERS.flatMap(({ id, otherHosts = [] }) =>
  otherHosts.map((host) => ({ hosts: compileHost(host), id })),
)
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * Names the provider of a request.
 *
 * @param named - as the rule of its host names it: an id, an alias, a name of the user's own, or `unknown`
 * @param url - the URL of the request
 * @returns the provider's id; a name that is not known as it is
 */
export function identifyProvider(named: string, url: URL): string {
  return named === 'unknown' ? (nameProvider(url) ?? named) : (findProvider(named)?.id ?? named)
}

/**
 * Names the provider behind a URL: unlike the rules of what is recorded, this also knows hosts that are matched only
 * where the user lists them.
 *
 * @param url - the URL of a request
 * @returns the provider's id, undefined for a host that is not known
 */
export function nameProvider(url: URL): string | undefined {
  const host = plainHost(url.hostname)
  if (LOOPBACK.has(host)) return PROVIDERS.find(({ local }) => local?.port === Number(url.port))?.id
  return providerOfHost(host) ?? OTHER_HOSTS.find(({ hosts }) => hosts.test(host))?.id
}

/**
 * Names the model server on the user's own machine that answered, where its port does not.
 *
 * @param answer - a JSON object of the response
 * @returns the provider's id, or undefined where the URL leads elsewhere or the answer is like any other
 */
export function nameLocalProvider(url: URL, answer: UnknownRecord): string | undefined {
  if (!LOOPBACK.has(plainHost(url.hostname))) return undefined
  return PROVIDERS.find(({ local }) => local?.fields?.some((field) => Object.hasOwn(answer, field)) === true)?.id
}

/**
 * Finds a provider by its id or one of its aliases, in any spelling: `gemini`, `Azure-OpenAI`.
 *
 * @returns the provider, undefined for a name that is not known
 */
export function findProvider(name: string): Provider | undefined {
  return BY_NAME.get(name) ?? BY_NAME.get(plainName(name))
}

/**
 * Names the variable that the clients of a provider read its key from.
 *
 * @param provider - its id
 * @returns the first of them, or undefined where none is known
 */
export function keyVariableOf(provider: string): string | undefined {
  const [first] = findProvider(provider)?.credentials ?? []
  return first === undefined ? undefined : asCredential(first).variables[0]
}
