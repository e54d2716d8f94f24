import type { Headers } from '../cassette/call.ts'
import { decodeUtf8 } from '../text/decode-utf8.ts'
import { rememberLast } from '../text/remember-last.ts'
import { everyMatch, type ReplaceRule } from '../text/replace-rule.ts'
import { findInDeltas } from './find-in-deltas.ts'
import { patternOfAny } from './pattern-of-any.ts'
import { SECRET_PLACEHOLDER } from './placeholder.ts'
import { redactUrl } from './redact-url.ts'
import { applyReplacements, mapToOriginal, mergeReplacements } from './replacement.ts'
import type { Replacement } from './replacement.ts'
import { needlesOf, type Needle } from './secret-needles.ts'
import type { Secret } from './secrets.ts'
import { TOKEN_SHAPES } from './token-shapes.ts'
import { viewsOf } from './unescaped-view.ts'

/** Takes secrets out. Redacting what was redacted before changes nothing. */
export interface Redactor {
  text(value: string): string
  /** Also leaves out user and password, and the values of parameters that hold a secret. */
  url(value: string): string
  /**
   * Returns the same object when there is nothing to redact. Bytes that are not UTF-8 lose exact secret values only.
   */
  bytes(value: Uint8Array): Uint8Array
  headers(value: Headers): Headers
  /** Lists what `text` would replace, none overlapping another. */
  findInText(value: string): readonly Replacement[]
  /** Lists what `bytes` would replace: offsets count bytes, none overlaps another. */
  findInBytes(value: Uint8Array): readonly Replacement[]
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

type Find = (text: string) => readonly Replacement[]

/**
 * Makes a redactor of exact secrets, known token shapes and the user's rules. Make it once and keep it: it holds a
 * pattern for every spelling of every secret.
 *
 * @param input - `secrets` are replaced wherever they stand, plain, escaped or encoded; `rules` come from the user
 * @returns the redactor, which keeps no state
 */
export function createRedactor(input: {
  readonly secrets: readonly Secret[]
  readonly rules: readonly ReplaceRule[]
}): Redactor {
  const findInText = createTextFind(input)
  const findInLatin1 = createLatin1Find(input.secrets)
  const findInBody: Find = (body) => [...findInText(body), ...findInDeltas(body, findInText)]

  const text = (value: string): string => applyReplacements(value, findAll(value, findInText))
  // What is replaced may have held a `?` or `#`: then other parts of the URL are parameters than before.
  const url = rememberLast((value) => repeat((before) => redactUrl(before, text), value))
  const findInBytes = (value: Uint8Array): readonly Replacement[] => {
    const decoded = decodeText(value)
    if (decoded !== undefined) return toByteOffsets(decoded, findAll(decoded, findInBody))
    return findAll(toLatin1(value), findInLatin1)
  }
  return {
    text,
    url,
    findInText: (value) => findAll(value, findInText),
    findInBytes,
    bytes: (value) => applyToBytes(value, findInBytes(value)),
    headers: (value) =>
      Object.fromEntries(
        Object.entries(value).map(([name, field]) => {
          const redact = URL_HEADERS.has(name) ? url : text
          return [name, typeof field === 'string' ? redact(field) : field.map(redact)]
        }),
      ),
  }
}

// The user's rules come first: what they take in as a whole looks the same on a machine that lacks the secret inside.
function createTextFind(input: { readonly secrets: readonly Secret[]; readonly rules: readonly ReplaceRule[] }): Find {
  const rules = input.rules.map(({ pattern, as }) => ({ pattern: everyMatch(pattern), as }))
  const placeholders = [SECRET_PLACEHOLDER, ...rules.map(({ as }) => as)]
  const findSecrets = createSecretFind(input.secrets.flatMap(({ value }) => needlesOf(value)))
  return (text) => {
    const found: Replacement[] = []
    for (const { pattern, as } of rules) found.push(...matchesOf(text, pattern, as))
    const open = found.filter((match) => !isSettled(text, match, placeholders))
    const secrets = viewsOf(text).flatMap((view) => findSecrets(view.text).map((match) => view.toOriginal(match)))
    // A user's placeholder protects nothing here: it may be as short as a dash.
    return [...open, ...secrets.filter((match) => !isSettled(text, match, [SECRET_PLACEHOLDER]))]
  }
}

function createSecretFind(needles: readonly Needle[]): Find {
  const probes = [...needles, ...TOKEN_SHAPES]
  const anyProbe = patternOfAny(probes.map(({ probe }) => probe))
  return (text) => {
    // Most texts hold none.
    if (!anyProbe.test(text)) return []
    return probes.flatMap(({ probe, pattern }) =>
      text.includes(probe) ? matchesOf(text, pattern, SECRET_PLACEHOLDER) : [],
    )
  }
}

function matchesOf(text: string, pattern: RegExp, as: string): readonly Replacement[] {
  return [...text.matchAll(pattern)]
    .filter(([match]) => match !== '')
    .map(({ 0: match, index }) => ({ start: index, end: index + match.length, as }))
}

// Whether a match is a placeholder already, or a part of one.
function isSettled(text: string, { start, end, as }: Replacement, placeholders: readonly string[]): boolean {
  if (text.slice(start, end) === as) return true
  return placeholders.some((placeholder) => {
    if (placeholder.length < end - start) return false
    return text.slice(Math.max(0, end - placeholder.length), start + placeholder.length).includes(placeholder)
  })
}

// Latin-1 text has one character for each byte, so that its offsets are byte offsets.
function createLatin1Find(secrets: readonly Secret[]): Find {
  const values = secrets.flatMap(({ value }) => (value === '' ? [] : [toLatin1(new TextEncoder().encode(value))]))
  return (text) =>
    values.flatMap((value) => {
      const found: Replacement[] = []
      for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + value.length)) {
        const match = { start, end: start + value.length, as: SECRET_PLACEHOLDER }
        if (!isSettled(text, match, [SECRET_PLACEHOLDER])) found.push(match)
      }
      return found
    })
}

// `TextDecoder` cannot do this: its "latin1" is windows-1252.
function toLatin1(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
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
    replacements = mergeReplacements([...found.map((match) => mapToOriginal(before, match)), ...before])
  }
  return replacements
}

function decodeText(value: Uint8Array): string | undefined {
  return decodeUtf8(value) ?? decodeCutText(value)
}

// A stream that was cut can end within a character: `stream` leaves that rest alone, instead of calling it all binary.
function decodeCutText(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value, { stream: true })
  } catch {
    // Not UTF-8: the caller searches bytes instead.
    return undefined
  }
}

function toByteOffsets(text: string, replacements: readonly Replacement[]): readonly Replacement[] {
  let characters = 0
  let bytes = 0
  const advance = (to: number): number => {
    bytes += Buffer.byteLength(text.slice(characters, to))
    characters = to
    return bytes
  }
  return replacements.map(({ start, end, as }) => ({ start: advance(start), end: advance(end), as }))
}

function applyToBytes(value: Uint8Array, replacements: readonly Replacement[]): Uint8Array {
  if (replacements.length === 0) return value
  const encoder = new TextEncoder()
  const pieces: Uint8Array[] = []
  let done = 0
  for (const { start, end, as } of replacements) {
    pieces.push(value.subarray(done, start), encoder.encode(as))
    done = end
  }
  pieces.push(value.subarray(done))
  return new Uint8Array(Buffer.concat(pieces))
}
