import type { Headers, Usage } from '../cassette/call.ts'
import { providerOf } from './default-hosts.ts'
import { foldUsage } from './fold-usage.ts'
import { findModel } from './model.ts'
import { headerText, readEvents } from './stream-events.ts'
import { readUsage, type TokenCounts } from './usage-shapes.ts'

/** A call, as far as its usage shows in it. Bodies are content-decoded. */
export interface UsageSource {
  readonly url: string
  /** Named where a host rule named one; else the URL's host tells. */
  readonly provider?: string | undefined
  readonly request: { readonly headers: Headers; readonly body: Uint8Array }
  readonly response: { readonly status: number; readonly headers: Headers; readonly body: Uint8Array }
}

/**
 * Reads how many tokens a provider counted for a call, from a buffered body or a stream. Never throws, whatever the body.
 * AWS event streams are not read.
 *
 * @param source - the call
 * @returns the usage, or undefined where the response counts no tokens
 */
export function extractUsage(source: UsageSource): Usage | undefined {
  const events = readEvents(source.response.headers, source.response.body)
  const counts = readUsage(foldUsage(events)) ?? readBedrockHeaders(source.response.headers)
  if (counts === undefined) return undefined
  const provider = source.provider ?? providerOfText(source.url) ?? 'unknown'
  return {
    provider,
    model: findModel({ provider, url: source.url, request: source.request, events }),
    ...(counts.input === undefined ? {} : { input: counts.input }),
    ...(counts.output === undefined ? {} : { output: counts.output }),
    ...(counts.cachedInput === undefined ? {} : { cachedInput: counts.cachedInput }),
    ...(counts.cacheWriteInput === undefined ? {} : { cacheWriteInput: counts.cacheWriteInput }),
    ...(counts.reasoning === undefined ? {} : { reasoning: counts.reasoning }),
  }
}

// Models without counts in their body (Llama, Titan) still have them in Bedrock's headers.
function readBedrockHeaders(headers: Headers): TokenCounts | undefined {
  const input = headerCount(headers, 'x-amzn-bedrock-input-token-count')
  const output = headerCount(headers, 'x-amzn-bedrock-output-token-count')
  return input === undefined && output === undefined ? undefined : { input, output }
}

function headerCount(headers: Headers, name: string): number | undefined {
  const text = headerText(headers, name)
  return /^\d+$/u.test(text) ? Number(text) : undefined
}

function providerOfText(url: string): string | undefined {
  // Redacted URLs may hold placeholders that no parser takes.
  return URL.canParse(url) ? providerOf(new URL(url)) : undefined
}
