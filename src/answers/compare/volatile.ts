import { isRecord } from '../../text/unknown/is-record.ts'

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

/**
 * Leaves out how well each of several results fits what was searched: it is computed again at every search, and their
 * order says as much. A score that is alone, or of nothing in a list, is what was asked for.
 */
export function withoutFit(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutFit(isRecord(item) ? withoutScore(item) : item))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutFit(inner)]))
}

function withoutScore(result: Readonly<Record<string, unknown>>): unknown {
  const rest = Object.entries(result).filter(([name]) => !SCORE.test(name))
  return rest.length === 0 ? result : Object.fromEntries(rest)
}

const SCORE = /^(?:score|.*_score)$/u

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
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
  'u',
)
