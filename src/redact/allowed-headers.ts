import type { Headers } from '../cassette/call.ts'

/**
 * Request headers that a cassette keeps; every other one may hold a secret, a person, or noise that changes with each
 * run.
 */
export const ALLOWED_REQUEST_HEADERS: readonly string[] = [
  // What the body is, and what the caller wants back: needed to read the recording.
  'accept',
  'content-type',
  // Parts of the key: they change what a provider answers.
  'anthropic-version',
  'anthropic-beta',
  'openai-beta',
  // The model, where the body names none: Vercel's AI Gateway.
  'ai-language-model-id',
  'ai-model-id',
]

/**
 * Response headers that a cassette keeps. Left out: framing and content-encoding (bodies are kept decoded), cookies,
 * account, project and request ids, rate limits (they belong to an account), dates, caches, server names, tracing.
 */
export const ALLOWED_RESPONSE_HEADERS: readonly string[] = [
  // What the body is.
  'content-type',
  'content-language',
  'content-disposition',
  'content-range',
  'accept-ranges',
  // What the client does next: SDKs read them to retry, to follow and to page.
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'location',
  'link',
  'trailer',
  // What the answer was made with: applications check them.
  'openai-version',
  'openai-model',
  'x-gemini-service-tier',
  'warning',
  'deprecation',
  'sunset',
  // Usage and errors that only headers tell (Bedrock, Cohere).
  'x-amzn-bedrock-input-token-count',
  'x-amzn-bedrock-output-token-count',
  'x-amzn-bedrock-cache-read-input-token-count',
  'x-amzn-bedrock-cache-write-input-token-count',
  'x-amzn-errortype',
  'num_tokens',
]

/**
 * Leaves out every response header that is not allowed. Framing is made anew with every replay, but for what clients
 * see of it: that the connection ends with the answer, and how long the body would be that HEAD does not bring.
 *
 * @returns the allowed headers, as {@link keepHeaders} gives them
 */
export function keepResponseHeaders(headers: Headers, method: string): Headers {
  const kept = keepHeaders(headers, [
    ...ALLOWED_RESPONSE_HEADERS,
    'connection',
    ...(method === 'HEAD' ? ['content-length'] : []),
  ])
  const { connection, ...others } = kept
  return connection === 'close' ? kept : others
}

/**
 * Leaves out every header that is not allowed.
 *
 * @returns the allowed headers, by lower-case name, in the order of their names: the order on the wire differs between
 *   clients
 */
export function keepHeaders(headers: Headers, allowed: readonly string[]): Headers {
  const kept = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => allowed.includes(name))
  return Object.fromEntries(kept.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
