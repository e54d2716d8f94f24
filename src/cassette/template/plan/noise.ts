/** Names of values that differ with every answer, whatever it says: ids, times, counts, signatures. */
const NOISY_TEXT =
  /(?:^|[_-])(?:ids?|created|timestamp|time|date|etag|fingerprint|signature|hash|nonce|cursor|trace|tag)$|(?:Id|ID|At|Time|Signature|Token|Trace|Fingerprint)$|_(?:at|token|id|content)$/
const NOISY_NUMBER =
  /tokens?|count|time|duration|created|expires|latency|cost|price|usage|units|prob|score|seed|sequence|length|_at$|_ms$|At$|Ms$/i
/** Inside of these, every number is one. */
const NOISY_PLACE = /(?:^|\.)(?:\w*usage\w*|meta|billed_units|tokens|metrics|timings|\w*logprobs\w*|x_groq)(?:\.|$)/i
/** What is said, and how it is read: never noise. */
const TELLING =
  /^(?:role|type|object|model|\w*reason|status|name|event|index|code|kind|format|language|quality|effort|url|title)$|(?:Version|_index|Model|Reason)$/
/** By which providers hide how long an event is: of any length, and none at all. */
const FILLING = /^(?:p|pad|padding|obfuscation)$/
const ID = /^[\w+/=.:|~@-]{5,}$/
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const RANDOM = /^(?=.*\d)(?=.*[A-Za-z])[\w+/=.:|~-]{20,}$/

/** Where a value is in JSON. */
export interface Position {
  readonly path: string
  readonly name: string
}

/** Whether a text differs with every answer, as ids do: such texts have no blank and no meaning. */
export function isNoisyText(value: string, { name }: Position): boolean {
  if (TELLING.test(name)) return false
  if (FILLING.test(name)) return !/\s/.test(value)
  return DATE.test(value) || RANDOM.test(value) || (NOISY_TEXT.test(name) && ID.test(value))
}

/** Whether a value says how others are read, such as the kind of an event. */
export function isTelling({ name }: Position): boolean {
  return TELLING.test(name)
}

const NOISY_HEADER =
  /(?:^|-)(?:request-?id|trace-?id|id|date|age|ray|ms|time|count|tokens|remaining|reset|etag|num_tokens)$|ratelimit|^num_tokens$/

/** Whether a header differs with every answer. */
export function isNoisyHeader(name: string, value: string): boolean {
  return name !== 'content-type' && (NOISY_HEADER.test(name) || RANDOM.test(value))
}

/** Whether a number differs with every answer, as counts of tokens do. */
export function isNoisyNumber(value: number, { name, path }: Position): boolean {
  if (TELLING.test(name)) return false
  return NOISY_NUMBER.test(name) || NOISY_PLACE.test(path) || !Number.isSafeInteger(value) || Math.abs(value) >= 100_000
}
