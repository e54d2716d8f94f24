import type { Headers } from '../cassette/call.ts'
import { parseJson } from '../text/decode/parse-json.ts'
import { isRecord } from '../text/unknown/is-record.ts'
import { keysOfProtocols } from './key-protocols.ts'
import { secretParameters } from './redact-url.ts'
import { findCredentialFields } from './shapes/credential-fields.ts'
import { credentialName, type CredentialName } from './shapes/credential-name.ts'
import { findCredentialPairs } from './shapes/credential-pairs.ts'
import { isCredential, isNamedSecret, isPlainWord, isPlausible, looksLikeName } from './shapes/looks-secret.ts'

/** A value that must never reach a cassette or a key. */
export interface Secret {
  /** Variable, header or place that it was found in: for messages, never for output. */
  readonly name: string
  readonly value: string
  /** A word of the language, given as a key: it is replaced only where a credential is spoken of. */
  readonly isWord?: boolean
  /** Of a variable, put together of words as the name of a model is: it stays where such a name is. */
  readonly isName?: boolean
}

/** Their names say nothing, but they hold secrets beside other things. */
const OTHER_SECRET_HEADERS: ReadonlyMap<string, CredentialName> = new Map([
  ['set-cookie', 'maybe'],
  ['sec-websocket-protocol', 'key'],
])
const MINIMAL_KEY_LENGTH = 8
/** Of a value that a field holds: shorter ones turn up in every answer. */
const MINIMAL_FIELD_LENGTH = 6
/** A user and a password in an address, such as that of a database. */
const LOGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:([^\s/?#@]+)@/i

/**
 * Finds the secrets of an environment by the names of its variables.
 *
 * Values that look like ordinary text are left out, where the name leaves a doubt: replacing them would make a key
 * depend on the machine.
 *
 * @returns the secrets; those inside a JSON value, such as a service account, are listed too
 */
export function secretsOfEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly Secret[] {
  const secrets: Secret[] = []
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) addVariable(secrets, name, value.trim())
  }
  return distinct(secrets)
}

function addVariable(secrets: Secret[], name: string, value: string): void {
  const password = LOGIN.exec(value)?.[1]
  if (password !== undefined && isNamedSecret(password)) secrets.push({ name, value: password })
  const said = credentialName(name, 'variable')
  if (said === undefined) return
  const isName = said !== 'password' && looksLikeName(value)
  if (isSecretVariable(said, value)) secrets.push({ name, value, ...(isName ? { isName } : {}) })
  addNested(secrets, parseObject(value))
}

function isSecretVariable(said: CredentialName, value: string): boolean {
  switch (said) {
    case 'password':
      return isNamedSecret(value)
    case 'key':
    case 'scheme':
      return isPlausible(value, MINIMAL_KEY_LENGTH)
    case 'maybe':
      return isPlausible(value)
    default:
      return said satisfies never
  }
}

function addNested(secrets: Secret[], value: unknown): void {
  if (!isRecord(value)) return
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') addVariable(secrets, name, inner.trim())
    else addNested(secrets, inner)
  }
}

function parseObject(text: string): unknown {
  return text.startsWith('{') ? parseJson(text) : undefined
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
    const said = OTHER_SECRET_HEADERS.get(name.toLowerCase()) ?? credentialName(name, 'header')
    if (said === undefined) continue
    for (const text of typeof field === 'string' ? [field] : field)
      for (const secret of secretsOfHeader(name, text, said)) secrets.push(secret)
  }
  return distinct(secrets)
}

function secretsOfHeader(name: string, text: string, said: CredentialName): readonly Secret[] {
  return valuesOfHeader(name.toLowerCase(), text.trim())
    .filter(({ value }) => isHeaderSecret(said, value))
    .map(({ value, isPassword }) => secretOf(name, value, isPassword))
}

/**
 * Finds the secrets that a URL carries in its parameters.
 *
 * @param search - its query, with the question mark
 */
export function secretsOfQuery(search: string): readonly Secret[] {
  return secretParameters(search)
    .filter((value) => value.length >= MINIMAL_FIELD_LENGTH && isCredential(value))
    .map((value) => secretOf('a parameter of the URL', value, false))
}

/**
 * Finds the secrets that a body carries in fields which hold credentials.
 *
 * @param body - as text
 */
export function secretsOfBody(body: string): readonly Secret[] {
  const fields = [...findCredentialFields(body), ...findCredentialPairs(body)]
  // Most bodies hold none.
  if (fields.length === 0) return []
  const values = fields.map(({ value }) => (value.includes('\\') ? unescapeJson(value) : value))
  return distinct(
    values
      .filter((value) => value.length >= MINIMAL_FIELD_LENGTH)
      .map((value) => secretOf('a field of the body', value, false)),
  )
}

function unescapeJson(value: string): string {
  const parsed = parseJson(`"${value}"`)
  return typeof parsed === 'string' ? parsed : value
}

function secretOf(name: string, value: string, isPassword: boolean): Secret {
  return !isPassword && isPlainWord(value) ? { name, value, isWord: true } : { name, value }
}

function isHeaderSecret(said: CredentialName, value: string): boolean {
  return said === 'maybe' ? isPlausible(value) : isCredential(value)
}

interface HeaderValue {
  readonly value: string
  readonly isPassword: boolean
}

function valuesOfHeader(name: string, text: string): readonly HeaderValue[] {
  if (name === 'cookie') return text.split(';').map((pair) => plain(valueOfPair(pair)))
  if (name === 'sec-websocket-protocol') return keysOfProtocols(text).map(plain)
  if (name === 'set-cookie') return [plain(valueOfPair(text.split(';')[0] ?? ''))]
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.+)$/s.exec(text) ?? []
  switch (scheme.toLowerCase()) {
    case '':
      return [plain(text)]
    case 'basic':
      return [plain(credentials), ...valuesOfBasic(credentials)]
    case 'aws4-hmac-sha256':
      return [...credentials.matchAll(/(?:Credential|Signature)=([^\s,/]+)/g)].map(([, part = '']) => plain(part))
    default:
      return [plain(credentials.trim())]
  }
}

function plain(value: string): HeaderValue {
  return { value, isPassword: false }
}

function valueOfPair(pair: string): string {
  return pair.slice(pair.indexOf('=') + 1).trim()
}

function valuesOfBasic(credentials: string): readonly HeaderValue[] {
  try {
    const decoded = atob(credentials.trim())
    return [plain(decoded), { value: decoded.slice(decoded.indexOf(':') + 1), isPassword: true }]
  } catch {
    // Not base64: only its raw form can be looked for.
    return []
  }
}

function distinct(secrets: readonly Secret[]): readonly Secret[] {
  if (secrets.length < 2) return secrets
  return [...new Map(secrets.toReversed().map((secret) => [secret.value, secret])).values()].toReversed()
}
