import type { Headers } from '../cassette/call.ts'
import { patternOfAny } from '../text/patterns/pattern-of-any.ts'
import { everyMatch, type ReplaceRule } from '../text/patterns/replace-rule.ts'
import { rememberLast } from '../text/remember-last.ts'
import { applyToBytes, decodeBody, toByteReplacements, toLatin1, type ByteReplacement } from './bytes.ts'
import { findInByteLists } from './find/encodings/byte-lists.ts'
import { findInEncoded } from './find/encodings/encoded-runs.ts'
import { findInHexDumps } from './find/encodings/hex-dumps.ts'
import { viewsOf } from './find/encodings/unescaped-view.ts'
import { unwrappedView } from './find/encodings/unwrapped-view.ts'
import { findInBinary } from './find/find-in-binary.ts'
import { findInDeltas } from './find/find-in-deltas.ts'
import { findInLogprobs } from './find/find-in-logprobs.ts'
import { findTokens } from './find/find-tokens.ts'
import { needlesOf } from './find/secret-needles.ts'
import { redactProtocols } from './key-protocols.ts'
import { SECRET_PLACEHOLDER } from './placeholder.ts'
import { redactUrl } from './redact-url.ts'
import { applyReplacements, createWayBack, mergeReplacements, type Replacement } from './replacement.ts'
import type { Secret } from './secrets.ts'
import { findCredentialFields, type CredentialField } from './shapes/credential-fields.ts'
import { findCredentialPairs } from './shapes/credential-pairs.ts'
import { standsForModel } from './shapes/model-place.ts'

/** Takes secrets out. Redacting what was redacted before changes nothing. */
export interface Redactor {
  text(value: string): string
  /** Also leaves out user and password, and the values of parameters that hold a secret. */
  url(value: string): string
  /**
   * Returns the same object when there is nothing to redact.
   *
   * @param decoded - its text, where that is known
   */
  bytes(value: Uint8Array, decoded?: string): Uint8Array
  headers(value: Headers): Headers
  /** Lists what `text` would replace, none overlapping another. */
  findInText(value: string): readonly Replacement[]
  /** Lists what `bytes` would replace: offsets count bytes, none overlaps another. */
  findInBytes(value: Uint8Array): readonly ByteReplacement[]
}

// A replacement can complete another match beside it; a rule that feeds itself must not go on forever.
const MAXIMAL_PASSES = 8
/** Their values are addresses, whose parameters may be secrets. */
const URL_HEADERS: ReadonlySet<string> = new Set([
  'location',
  'content-location',
  'operation-location',
  'azure-asyncoperation',
  'x-goog-upload-url',
  'x-goog-upload-control-url',
])
/** Of a WebSocket; a browser's client puts its key there. */
const PROTOCOLS_HEADER = 'sec-websocket-protocol'

type Find = (text: string) => readonly Replacement[]

/**
 * Makes a redactor of exact secrets, fields that hold credentials, known token shapes and the user's rules. Make it
 * once and keep it: it holds a pattern for every spelling of every secret.
 *
 * @param input - `secrets` are replaced wherever they are, plain, escaped or encoded; `rules` come from the user
 * @returns the redactor, which keeps no state
 */
export function createRedactor(input: {
  readonly secrets: readonly Secret[]
  readonly rules: readonly ReplaceRule[]
}): Redactor {
  const findInText = createTextFind(input, (bytes) => applyToBytes(bytes, findInBytes(bytes)))
  const findInLatin1 = createLatin1Find(input.secrets)
  const findInBody: Find = (body) => [
    ...findInText(body),
    ...findInDeltas(body, findInText),
    ...findInLogprobs(body, findInText),
  ]

  const text = (value: string): string => applyReplacements(value, findAll(value, findInText))
  // What is replaced may have held a `?` or `#`: then other parts of the URL are parameters than before.
  const headerText = rememberFew(text)
  const protocols = (value: string): string => text(redactProtocols(value))
  const url = rememberLast((value) => repeat((before) => redactUrl(before, text), value))
  const findInBytes = (value: Uint8Array, known?: string): readonly ByteReplacement[] => {
    const decoded = known ?? decodeBody(value)
    if (decoded !== undefined) return toByteReplacements(decoded, findAll(decoded, findInBody))
    return findInBinary(value, {
      inBytes: (part) => findInBytes(part),
      inBody: (body) => findAll(body, findInBody),
      inText: (part) => findAll(part, findInText),
      inLatin1: findInLatin1,
    })
  }
  return {
    text,
    url,
    findInText: (value) => findAll(value, findInText),
    findInBytes: (value) => findInBytes(value),
    bytes: (value, decoded) => applyToBytes(value, findInBytes(value, decoded)),
    headers: (value) =>
      Object.fromEntries(
        Object.entries(value).map(([name, field]) => {
          const redact = URL_HEADERS.has(name) ? url : name === PROTOCOLS_HEADER ? protocols : headerText
          return [name, typeof field === 'string' ? redact(field) : field.map(redact)]
        }),
      ),
  }
}

const REMEMBERED_HEADERS = 50

// Of one client, request after request has the same.
function rememberFew(compute: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= REMEMBERED_HEADERS) known.clear()
    const result = compute(text)
    known.set(text, result)
    return result
  }
}

// The user's rules come first: what they take in as a whole looks the same on a machine that lacks the secret inside.
function createTextFind(
  input: { readonly secrets: readonly Secret[]; readonly rules: readonly ReplaceRule[] },
  change: (bytes: Uint8Array) => Uint8Array,
): Find {
  const rules = input.rules.map(({ pattern, as }) => ({ pattern: everyMatch(pattern), as }))
  const placeholders = [SECRET_PLACEHOLDER, ...rules.map(({ as }) => as)]
  const findSecrets = createSecretFind(input.secrets, change)
  return (text) => {
    const found: Replacement[] = []
    for (const { pattern, as } of rules) addMatches(found, { text, pattern, as })
    const open = found.filter((match) => !isSettled(text, match, placeholders))
    const add = (match: Replacement): void => {
      // A user's placeholder protects nothing here: it may be as short as a dash.
      if (!isSettled(text, match, [SECRET_PLACEHOLDER])) open.push(match)
    }
    for (const { text: view, toOriginal, isPartial } of viewsOf(text)) {
      if (isPartial === true) {
        for (const match of findSecrets.known(view)) add(toOriginal(match))
        continue
      }
      // First: what one line of base64 holds is a part of the whole.
      const unwrapped = unwrappedView(view)
      for (const match of unwrapped === undefined ? [] : findSecrets.inBase64(unwrapped.text))
        add(toOriginal(unwrapped?.toOriginal(match) ?? match))
      for (const match of findSecrets.inText(view)) add(toOriginal(match))
    }
    return open
  }
}

interface Search {
  readonly probe: string
  readonly pattern: RegExp
  readonly isName?: boolean
  readonly isEncoded?: boolean
}

interface SecretFind {
  /** Finds the secrets whose values are known only. */
  readonly known: Find
  readonly inText: Find
  /** Finds what is encoded only. */
  readonly inBase64: Find
}

function createSecretFind(secrets: readonly Secret[], change: (bytes: Uint8Array) => Uint8Array): SecretFind {
  const needles = secrets.flatMap((secret): readonly Search[] =>
    needlesOf(secret).map((needle) => ({ ...needle, isName: secret.isName === true })),
  )
  // Two patterns: one for all of them has more first characters than engines skip to, and takes ten times as long.
  const anyNeedle = patternOfAny(needles.map(({ probe }) => probe))
  const encoded = needles.filter(({ isEncoded }) => isEncoded === true)
  const plain = needles.filter(({ isEncoded }) => isEncoded !== true)
  const inBase64: Find = (text) => {
    const found: Replacement[] = [...findInEncoded(text, change)]
    search(found, text, encoded)
    return found
  }
  const known: Find = (text) => {
    const found: Replacement[] = []
    if (anyNeedle.test(text)) search(found, text, needles)
    return found
  }
  const inText: Find = (text) => {
    // First of all: what is printed beside the bytes is no text by itself.
    const found: Replacement[] = [...findInHexDumps(text, change)]
    // Most texts hold none.
    const holdsNeedle = anyNeedle.test(text)
    if (holdsNeedle) search(found, text, plain)
    for (const { start, end } of fieldsBeside(found, [...findCredentialFields(text), ...findCredentialPairs(text)]))
      found.push({ start, end, as: SECRET_PLACEHOLDER })
    found.push(...findTokens(text), ...findInEncoded(text, change), ...findInByteLists(text, change))
    // Last: of what can be decoded as a whole, the rest is kept.
    if (holdsNeedle) search(found, text, encoded)
    return found
  }
  return { known, inText, inBase64 }
}

// A secret may hold what looks like a field, and what comes after the secret is no part of it.
function fieldsBeside(secrets: readonly Replacement[], fields: readonly CredentialField[]): readonly CredentialField[] {
  if (secrets.length === 0) return fields
  const inOrder = mergeReplacements(secrets)
  let next = 0
  return fields
    .toSorted((left, right) => left.start - right.start)
    .filter(({ start }) => {
      while ((inOrder[next]?.end ?? Infinity) <= start) next += 1
      return (inOrder[next]?.start ?? Infinity) >= start
    })
}

function search(found: Replacement[], text: string, searches: readonly Search[]): void {
  for (const { probe, pattern, isName } of searches) {
    if (!text.includes(probe)) continue
    if (isName === true) found.push(...matchesBesideModels(text, pattern))
    else addMatches(found, { text, pattern, as: SECRET_PLACEHOLDER })
  }
}

function matchesBesideModels(text: string, pattern: RegExp): readonly Replacement[] {
  const found: Replacement[] = []
  addMatches(found, { text, pattern, as: SECRET_PLACEHOLDER })
  return found.filter(({ start, end }) => !standsForModel(text, start, end))
}

function addMatches(
  found: Replacement[],
  { text, pattern, as }: { readonly text: string; readonly pattern: RegExp; readonly as: string },
): void {
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (match !== '') found.push({ start: index, end: index + match.length, as })
  }
}

// Whether a match is a placeholder already, or a part of one.
function isSettled(text: string, { start, end, as }: Replacement, placeholders: readonly string[]): boolean {
  if (end - start === as.length && text.startsWith(as, start)) return true
  return placeholders.some((placeholder) => {
    if (placeholder.length < end - start) return false
    return text.slice(Math.max(0, end - placeholder.length), start + placeholder.length).includes(placeholder)
  })
}

// Beside UTF-8, the two bytes of each character that some formats have.
function createLatin1Find(secrets: readonly Secret[]): Find {
  const values = secrets
    .filter(({ value, isWord }) => value !== '' && isWord !== true)
    .flatMap(({ value }) => [toLatin1(Buffer.from(value)), toLatin1(Buffer.from(value, 'utf16le'))])
  return (text) => {
    const found: Replacement[] = []
    for (const value of values) {
      for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + value.length)) {
        const match = { start, end: start + value.length, as: SECRET_PLACEHOLDER }
        if (!isSettled(text, match, [SECRET_PLACEHOLDER])) found.push(match)
      }
    }
    return found
  }
}

function repeat(step: (value: string) => string, value: string): string {
  let result = value
  for (let pass = 0; pass < MAXIMAL_PASSES; pass += 1) {
    const next = step(result)
    if (next === result) break
    result = next
  }
  return result
}

function findAll(text: string, find: Find): readonly Replacement[] {
  let replacements: readonly Replacement[] = []
  for (let pass = 0; pass < MAXIMAL_PASSES; pass += 1) {
    const before = replacements
    const found = find(applyReplacements(text, before))
    if (found.length === 0) break
    replacements = mergeReplacements([...found.map(createWayBack(before)), ...before])
  }
  return replacements
}
