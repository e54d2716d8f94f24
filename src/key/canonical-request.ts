import type { RecordedRequest } from '../cassette/call.ts'
import { isKeyHeader } from '../cassette/header-names.ts'
import { compareTexts } from '../text/compare-texts.ts'
import { canonicalBody, type CanonicalBody } from './canonical-body.ts'
import { canonicalUrl, type CanonicalUrl } from './canonical-url.ts'
import { compileRules, type CompiledRules, type KeyRules } from './key-rules.ts'

/** A request without all that makes no difference to its key. */
export interface CanonicalRequest {
  /** In upper case. */
  readonly method: string
  readonly url: CanonicalUrl
  /** The headers that change an answer, by name. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: CanonicalBody
}

/**
 * Brings a request into the form that requests are compared in.
 *
 * @param noteUsed - is called with the name of every rule that changes something
 * @returns equal values for requests that have the same key
 * @throws {RewindOptionsError} when a path of `ignore.body` is not one
 */
export function canonicalRequest(
  request: RecordedRequest,
  rules: KeyRules,
  noteUsed: (rule: string) => void = noteNothing,
): CanonicalRequest {
  const compiled = compileRules(rules, noteUsed)
  return {
    method: request.method.toUpperCase(),
    url: canonicalUrl(request.url, compiled),
    headers: canonicalHeaders(request, compiled),
    body: canonicalBody(request, compiled),
  }
}

function noteNothing(): void {}

function canonicalHeaders({ headers }: RecordedRequest, rules: CompiledRules): CanonicalRequest['headers'] {
  const counted: (readonly [name: string, value: string])[] = []
  for (const [name, field] of Object.entries(headers)) {
    if (!isKeyHeader(name, rules.keyHeaders) || isIgnored(name, rules)) continue
    const value = typeof field === 'string' ? field : field.join(',')
    const said = rules.normalize?.(value) ?? value
    counted.push([name, name.endsWith('-beta') ? sortedSet(said) : said])
  }
  return counted.length < 2 ? counted : counted.toSorted(([left], [right]) => compareTexts(left, right))
}

function isIgnored(name: string, rules: CompiledRules): boolean {
  if (!rules.ignoredHeaders.includes(name)) return false
  rules.noteUsed(`ignore ${name}:`)
  return true
}

// SDKs and applications add their betas in any order, and some twice.
function sortedSet(list: string): string {
  return [...new Set(list.split(',').map((item) => item.trim()))]
    .filter((item) => item !== '')
    .toSorted()
    .join(',')
}
