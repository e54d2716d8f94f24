import { isRecord } from '../../text/is-record.ts'

/**
 * Leaves out what differs at every call though nothing else is said: ids, times, token counts, fingerprints, ciphers.
 * For JSON of providers; arguments of tools are the model's own words.
 */
export function withoutVolatile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatile)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([name, inner]) => !VOLATILE.test(name) && !isMadeUpName(name, inner))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutVolatile(inner)]))
}

// Google names what was uploaded or begun by an id that it makes up, below a collection.
function isMadeUpName(name: string, value: unknown): boolean {
  return (name === 'name' || name === 'uri') && typeof value === 'string' && MADE_UP.test(value)
}

const MADE_UP = /(?:^|\/)(?:files|cachedContents|operations|batches|fileSearchStores)\/[\w-]{8,}$/u
const VOLATILE = new RegExp(
  [
    'id|.*_id|.*Id|uuid',
    'created|updated|.*_at|.*_ms|.*Time|timestamp|.*_time|date|.*duration.*|latency.*|.*[lL]atency',
    'usage|usageMetadata|.*_usage|.*fingerprint',
    'encrypted_.*|signature|thoughtSignature|thought_signature',
    'page_age|expires.*|expirationTime|obfuscation|etag|seed',
    // How well something fits is computed anew; its place among the others says it.
    'score|.*_score',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
  'u',
)
