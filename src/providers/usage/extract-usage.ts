import type { Headers, RecordedSocket, TokenCounts, Usage } from '../../cassette/call.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { nameLocalProvider, nameProvider } from '../name-provider.ts'
import { foldUsage } from './fold-usage.ts'
import { findModel } from './model.ts'
import { readUsage } from './read-usage.ts'
import { extractSocketUsage } from './socket-usage.ts'
import { headerText, readEvents } from './stream-events.ts'
import { findTier } from './tier.ts'
import { countWebSearches } from './web-searches.ts'

/** A call, as far as its usage shows in it. Bodies are content-decoded. */
export interface UsageSource {
  readonly url: string
  /** Named where a host rule named one; else, or where it is 'unknown', found by the URL's host. */
  readonly provider?: string | undefined
  readonly request: { readonly method?: string; readonly headers: Headers; readonly body: Uint8Array }
  readonly response: {
    readonly status: number
    readonly headers: Headers
    readonly body: Uint8Array
    readonly socket?: RecordedSocket
  }
}

/**
 * Reads how many tokens a provider counted for a call, from a buffered body, a stream or headers. Never throws,
 * whatever the body.
 *
 * @returns the usage, or undefined where the response counts nothing
 */
export function extractUsage(source: UsageSource): Usage | undefined {
  // Changing what was made before generates nothing, though the answer may repeat what that had counted.
  if (CHANGES.has(source.request.method ?? 'POST')) return undefined
  const { socket } = source.response
  if (socket !== undefined) return extractSocketUsage(providerOfSource(source, []), source.url, socket)
  const events = readEvents(source.response.headers, source.response.body)
  const counts = readUsage(foldUsage(events)) ?? readBedrockHeaders(source.response.headers)
  if (counts === undefined) return undefined
  const provider = providerOfSource(source, events)
  const tier = findTier(source.response.headers, events)
  const webSearches = counts.webSearches ?? countWebSearches(events)
  return {
    provider,
    model: findModel({ provider, url: source.url, request: source.request, events }),
    ...(tier === undefined ? {} : { tier }),
    ...counts,
    ...(webSearches === undefined ? {} : { webSearches }),
  }
}

const CHANGES: ReadonlySet<string> = new Set(['PATCH', 'PUT', 'DELETE'])

// Models without counts in their body (Llama, Titan) still have them in Bedrock's headers.
function readBedrockHeaders(headers: Headers): TokenCounts | undefined {
  const input = headerCount(headers, 'x-amzn-bedrock-input-token-count')
  const output = headerCount(headers, 'x-amzn-bedrock-output-token-count')
  if (input === undefined && output === undefined) return undefined
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }
}

function headerCount(headers: Headers, name: string): number | undefined {
  const text = headerText(headers, name)
  return /^\d+$/u.test(text) ? Number(text) : undefined
}

// Redacted URLs may hold placeholders that no parser takes.
function providerOfSource({ url, provider = 'unknown' }: UsageSource, events: readonly UnknownRecord[]): string {
  if (provider !== 'unknown' || !URL.canParse(url)) return provider
  const parsed = new URL(url)
  const named = nameProvider(parsed)
  if (named !== undefined) return named
  const locals = events.map((event) => nameLocalProvider(parsed, event))
  return locals.find((local) => local !== undefined) ?? 'unknown'
}
