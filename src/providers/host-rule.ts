import { RewindOptionsError } from '../errors.ts'
import { plainHost } from './default-hosts.ts'
import { nameProvider } from './name-provider.ts'

/**
 * A host that the user adds to the LLM hosts: `'llm.corp.example'`, `'localhost:11434'`, `'[::1]:8080'`, with or
 * without a provider.
 */
export type HostRule = string | { readonly host: string; readonly provider: string }

/** A rule as it is compared. */
export interface ParsedHostRule {
  readonly host: string
  /** Unset where the rule holds for every port. */
  readonly port?: string
  readonly provider: string
}

const PORT_SUFFIX = /:(?<port>\d+)$/u

/**
 * Reads one entry of the option `hosts`.
 *
 * @returns the host in the spelling it is compared in, its port where one is named, its provider ('unknown' where
 *   neither the rule nor the host tells)
 * @throws RewindOptionsError when the host is not a plain `host` or `host:port`
 */
export function parseHostRule(rule: HostRule): ParsedHostRule {
  const text = typeof rule === 'string' ? rule : rule.host
  const url = parseAuthority(text)
  const host = plainHost(url.hostname)
  const provider = typeof rule === 'string' ? (nameProvider(url) ?? 'unknown') : rule.provider
  // The URL parser drops its scheme's default port, which a rule may well name: it is taken from the text.
  const port = PORT_SUFFIX.exec(text)?.groups?.['port']
  return port === undefined ? { host, provider } : { host, port: String(Number(port)), provider }
}

function parseAuthority(text: unknown): URL {
  if (typeof text !== 'string') throw badHost(text, 'is not a text')
  if (text.trim() === '') throw badHost(text, 'is empty')
  if (text.includes('*')) throw badHost(text, 'has a wildcard; hosts are compared exactly')
  if (text.includes('://')) throw badHost(text, 'has a scheme')
  if (/[/?#\\]/u.test(text)) throw badHost(text, 'has a path')
  if (text.includes('@')) throw badHost(text, 'has a user name')
  if (/\s/u.test(text)) throw badHost(text, 'has a space in it')
  const url = URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined
  if (url === undefined || url.hostname === '' || text.endsWith(':')) throw badHost(text, 'is not a host name')
  return url
}

function badHost(text: unknown, complaint: string): RewindOptionsError {
  const authority =
    typeof text === 'string'
      ? /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?(?:\*\.)*([^/?#*\s]+)/iu.exec(text)?.[1]
      : undefined
  const example = authority !== undefined && URL.canParse(`http://${authority}`) ? authority : 'llm.corp.example'
  return new RewindOptionsError({
    summary: `${JSON.stringify(text)} ${complaint}`,
    remedy: `hosts: ['${example}'] (a host name, with a port where only that one is meant: 'localhost:11434')`,
  })
}
