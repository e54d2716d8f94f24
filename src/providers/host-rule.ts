import { RewindOptionsError } from '../errors.ts'
import { nearestWord } from '../text/nearest-word.ts'
import { plainHost } from './default-hosts.ts'
import { compileHost } from './host-pattern.ts'
import { plainName } from './plain-name.ts'
import { PROVIDER_NAMES } from './set-up-table.ts'

/**
 * A host that the user adds to the LLM hosts: `'llm.corp.example'`, `'*.fal.run'` (every subdomain),
 * `'localhost:11434'`, `'[::1]:8080'`, with or without a provider.
 */
export type HostRule = string | { readonly host: string; readonly provider: string }

/** A rule as it is compared. */
export interface ParsedHostRule {
  /** Says whether the rule is for a host, as {@link plainHost} spells it. */
  readonly isFor: (host: string) => boolean
  /** Unset where the rule holds for every port. */
  readonly port?: string
  /** As the user named it; unset where the rule names none. */
  readonly provider?: string
}

const PORT_SUFFIX = /:(?<port>\d+)$/u

/**
 * Reads one entry of the option `hosts`.
 *
 * @throws {RewindOptionsError} when the host is not a plain `host` or `host:port`, or the provider is misspelled
 */
export function parseHostRule(rule: HostRule): ParsedHostRule {
  const { host: text, provider }: { host: string; provider?: string } = typeof rule === 'string' ? { host: rule } : rule
  const isFamily = typeof text === 'string' && text.startsWith('*.')
  const host = plainHost(parseAuthority(text, isFamily ? text.slice(2) : text).hostname)
  if (provider !== undefined) assertProvider(provider)
  // The URL parser drops its scheme's default port, which a rule may well name: it is taken from the text.
  const port = PORT_SUFFIX.exec(text)?.groups?.['port']
  const family = isFamily ? compileHost(`*.${host}`) : undefined
  return {
    isFor: family === undefined ? (other) => other === host : (other) => family.test(other),
    ...(port === undefined ? {} : { port: String(Number(port)) }),
    ...(provider === undefined ? {} : { provider }),
  }
}

const COMPLAINTS = [
  [/^\s*$/u, 'is empty'],
  [/[*{}]/u, "has a wildcard that is not '*.' at its start"],
  [/:\/\//u, 'has a scheme'],
  [/[/?#\\]/u, 'has a path'],
  [/@/u, 'has a user name'],
  [/\s/u, 'has a space in it'],
  [/,/u, 'is more than one host'],
] as const

function parseAuthority(given: unknown, text: unknown): URL {
  if (typeof text !== 'string') throw badHost(given, 'is not a text')
  const complaint = COMPLAINTS.find(([pattern]) => pattern.test(text))?.[1]
  if (complaint !== undefined) throw badHost(given, complaint)
  const url = URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined
  if (url === undefined || url.hostname === '' || url.port === '0' || text.endsWith(':'))
    throw badHost(given, 'is not a host name')
  return url
}

function badHost(text: unknown, complaint: string): RewindOptionsError {
  const authority =
    typeof text === 'string'
      ? /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?(?:\*\.)*([^/?#*,\s]+)/iu.exec(text)?.[1]
      : undefined
  const example = authority !== undefined && URL.canParse(`http://${authority}`) ? authority : 'llm.corp.example'
  return new RewindOptionsError({
    summary: `${JSON.stringify(text)} ${complaint}`,
    remedy: `hosts: ['${example}'] (a host name, with a port where only that one is meant: 'localhost:11434')`,
  })
}

/**
 * Refuses a misspelled provider. A name of the user's own is fine: only one that is nearly a known one is a mistake.
 *
 * @throws {RewindOptionsError} with the right name
 */
export function assertProvider(provider: string): void {
  const name = plainName(provider)
  const known = PROVIDER_NAMES.map(plainName)
  if (known.includes(name) || !/^[a-z]{4,}$/u.test(name)) return
  const others = known.filter((other) => !name.includes(other))
  const nearest = nearestWord(name, others, name.length > 5 ? 2 : 1)
  if (nearest === undefined) return
  throw new RewindOptionsError({
    summary: `the provider ${JSON.stringify(provider)} is not known; did you mean '${nearest}'?`,
    remedy: `hosts: [{ …, provider: '${nearest}' }]`,
  })
}
