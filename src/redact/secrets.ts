import type { Headers } from '../cassette/call.ts'
import { isRecord } from '../text/is-record.ts'
import { parseJson } from '../text/parse-json.ts'
import { PLACEHOLDER_PREFIX } from '../text/placeholder-prefix.ts'

/** A value that must never reach a cassette or a key. */
export interface Secret {
  /** Variable or header that it was found in: for messages, never for output. */
  readonly name: string
  readonly value: string
}

const MINIMAL_LENGTH = 12
const SECRET_VARIABLE = /(?:^|_)(?:API)?(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)S?(?:_|$)/i
const SECRET_HEADER = /(?:^|-)(?:key|token|secret|password|auth|authorization)$/
// Whatever stands in these was given as a credential, however plain it looks.
const CREDENTIAL_HEADER =
  /(?:^|-)(?:authorization|auth|auth-token|access-token|api-?key|subscription-key|secret|password)$/
// A shorter one turns up in every text, and protects nothing.
const MINIMAL_CREDENTIAL_LENGTH = 4
// What people give where a key is asked for and none is needed. Replacing such a word would make the keys of cassettes
// depend on the machine: a prompt may hold it as well.
const DUMMY_KEYS: ReadonlySet<string> = new Set(
  [
    'test tests testing dummy fake mock stub sample example demo placeholder changeme change me unused empty none null undefined',
    'your my the a some here not no needed required default local localhost true false foo bar baz ci dev',
    'sk api key apikey token secret password auth bearer user admin ollama lm studio vllm openai anthropic gemini google',
  ].flatMap((words) => words.split(' ')),
)
// These end like a secret's header but hold a nonce.
const HARMLESS_HEADERS: readonly string[] = ['idempotency-key', 'sec-websocket-key']
const PATH_START = /^(?:\.{0,2}\/|~\/|\.{0,2}\\|[a-z]:[\\/])/i
// AWS secrets are base64 and one in 64 starts with a slash, as a path does.
const BASE64_RUN = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{32,}={0,2}$/
const SEPARATORS = /[\s/\\.:_\-,;=?&~@+%]+/
// A word, a short number, or both together, as in `v2`, `gpt4`, `4o`; random text of 21 letters or more is no word.
const PLAIN_PIECE = /^(?:[A-Za-z]?[a-z]{0,19}\d{0,2}|[A-Z]{1,20}\d{0,2}|\d+[a-z]?)$/

/**
 * Finds the secrets of an environment by the names of its variables.
 *
 * Values that look like ordinary text are left out: replacing them would make a key depend on the machine.
 *
 * @returns the secrets; those inside a JSON value, such as a service account, are listed too
 */
export function secretsOfEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly Secret[] {
  const secrets: Secret[] = []
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !SECRET_VARIABLE.test(name)) continue
    secrets.push({ name, value: value.trim() }, ...secretsOfEnvironment(stringsOfJson(value)))
  }
  return distinct(secrets.filter(({ value }) => isPlausible(value)))
}

/**
 * Finds the secrets that a request or a response carries in its headers.
 *
 * @param headers - all headers, before any is left out
 * @returns keys, bearer tokens, user names with passwords, signatures and cookie values
 */
export function secretsOfHeaders(headers: Headers): readonly Secret[] {
  const secrets: Secret[] = []
  for (const [name, field] of Object.entries(headers)) {
    for (const text of typeof field === 'string' ? [field] : field) {
      const found = secretsOfHeader(name.toLowerCase(), text.trim())
      const isKept = CREDENTIAL_HEADER.test(name.toLowerCase()) ? isCredential : isPlausible
      secrets.push(...found.filter(isKept).map((value) => ({ name, value })))
    }
  }
  return distinct(secrets)
}

function stringsOfJson(text: string): Record<string, string> {
  // Without it, the whole value counts as the secret.
  const value = text.trimStart().startsWith('{') ? parseJson(text) : undefined
  const entries = Object.entries(isRecord(value) ? value : {})
  return Object.fromEntries(entries.flatMap(([name, entry]) => (typeof entry === 'string' ? [[name, entry]] : [])))
}

function secretsOfHeader(name: string, value: string): readonly string[] {
  // Where a browser's OpenAI client puts its key: it can set no other header of a WebSocket.
  if (name === 'sec-websocket-protocol') {
    return value.split(/\s*,\s*/).flatMap((item) => /^openai-insecure-api-key\.(.+)$/.exec(item)?.[1] ?? [])
  }
  if (name === 'cookie') return value.split(';').map(valueOfPair)
  if (name === 'set-cookie') return [valueOfPair(value.split(';')[0] ?? '')]
  if (!SECRET_HEADER.test(name) || HARMLESS_HEADERS.includes(name)) return []
  return secretsOfCredentials(value)
}

function valueOfPair(pair: string): string {
  return pair.slice(pair.indexOf('=') + 1).trim()
}

function secretsOfCredentials(value: string): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.+)$/s.exec(value) ?? []
  switch (scheme.toLowerCase()) {
    case '':
      return [value]
    case 'basic':
      return [credentials, ...secretsOfBasic(credentials)]
    case 'aws4-hmac-sha256':
      return [...credentials.matchAll(/(?:Credential|Signature)=([^\s,/]+)/g)].map(([, part = '']) => part)
    default:
      return [credentials.trim()]
  }
}

function secretsOfBasic(credentials: string): readonly string[] {
  try {
    const decoded = atob(credentials.trim())
    return [decoded, decoded.slice(decoded.indexOf(':') + 1)]
  } catch {
    // Not base64: only its raw form can be looked for.
    return []
  }
}

function distinct(secrets: readonly Secret[]): readonly Secret[] {
  return [...new Map(secrets.toReversed().map((secret) => [secret.value, secret])).values()].toReversed()
}

function isCredential(value: string): boolean {
  return value.length >= MINIMAL_CREDENTIAL_LENGTH && !value.toLowerCase().split(SEPARATORS).every(isStandIn)
}

function isStandIn(piece: string): boolean {
  return DUMMY_KEYS.has(piece) || /^(?:x*|\d{1,6})$/.test(piece)
}

function isPlausible(value: string): boolean {
  if (value.length < MINIMAL_LENGTH) return false
  // A body that repeats its key must have the same key in CI, where a placeholder stands for the real one.
  if (value.includes(PLACEHOLDER_PREFIX) || BASE64_RUN.test(value)) return true
  return !PATH_START.test(value) && !value.split(SEPARATORS).every((piece) => PLAIN_PIECE.test(piece))
}
