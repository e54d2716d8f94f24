import { compareTexts } from '../text/compare-texts.ts'
import { decodeComponent } from '../text/decode/decode-component.ts'
import { rememberLast } from '../text/remember-last.ts'
import type { CompiledRules, Normalize } from './key-rules.ts'

/** Name and value, percent-encoded in one way; what cannot be decoded stays as it came. */
export type CanonicalPair = readonly [name: string, value: string]

/** A URL, split into what a key is made of. */
export interface CanonicalUrl {
  /** Scheme, host in lower case and port, if it is not the usual one; empty where it does not count. */
  readonly origin: string
  readonly path: string
  /** Sorted by name; the values of one name keep their order. */
  readonly query: readonly CanonicalPair[]
}

const parseUrl = rememberLast((url) => URL.parse(url))

/**
 * Splits a URL into what a key is made of. User, password and fragment are left out.
 *
 * @param url - absolute; one that cannot be parsed counts as a path
 * @param rules - names of the query to leave out; origin, path and values of the query are normalized
 */
export function canonicalUrl(url: string, { ignore, normalize, noteUsed }: CompiledRules): CanonicalUrl {
  const parsed = parseUrl(url)
  if (parsed === null) return { origin: '', path: normalize?.(url) ?? url, query: [] }
  const { origin, pathname, search } = parsed
  const isKept = ([name]: CanonicalPair): boolean => {
    const decoded = decodeComponent(name)
    if (!ignore.query.includes(decoded)) return true
    noteUsed(`ignore ?${decoded}`)
    return false
  }
  const whole = ignore.origin ? '' : originOf(origin, parsed)
  return {
    origin: normalize?.(whole) ?? whole,
    path: normalize?.(pathname) ?? pathname,
    query: canonicalPairs(search.slice(1), normalize).filter(isKept),
  }
}

/**
 * Splits a query or a form body.
 *
 * @returns the pairs, sorted by name
 */
export function canonicalPairs(text: string, normalize: Normalize | undefined): readonly CanonicalPair[] {
  if (text === '') return []
  const pairs = text.split('&').map((pair): CanonicalPair => {
    const equals = pair.indexOf('=')
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    return [canonicalComponent(name, undefined), canonicalComponent(value, normalize)]
  })
  return pairs.toSorted(([left], [right]) => compareTexts(left, right))
}

// Schemes that the URL standard does not know have the origin "null".
function originOf(origin: string, { protocol, host }: URL): string {
  return origin === 'null' ? `${protocol}//${host}` : origin
}

// Encoded again after decoding: bytes that are not UTF-8 cannot be decoded, and stay apart from their own spelling.
function canonicalComponent(text: string, normalize: Normalize | undefined): string {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '))
    return encodeURIComponent(normalize?.(decoded) ?? decoded)
  } catch {
    return text
  }
}
