import { isRecord } from '../text/is-record.ts'

/**
 * Leaves out what differs at every call though nothing else is said: ids, times, token counts, fingerprints, ciphers.
 * For JSON of providers; arguments of tools are the model's own words.
 */
export function withoutVolatile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatile)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([name]) => !VOLATILE.test(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutVolatile(inner)]))
}

const VOLATILE = new RegExp(
  [
    'id|.*_id|.*Id|uuid',
    'created|updated|.*_at|.*_ms|.*Time|timestamp|.*_time|date|.*duration.*|latency.*|.*[lL]atency',
    'usage|usageMetadata|.*_usage|.*fingerprint',
    'encrypted_.*|signature|thoughtSignature|thought_signature',
    'page_age|expires.*|obfuscation|etag|seed',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
  'u',
)
