import { escapePattern } from '../../text/patterns/escape-pattern.ts'
import type { Secret } from '../secrets.ts'
import { ESCAPE_BEFORE } from '../shapes/token-shapes.ts'

/** One spelling of a secret. */
export interface Needle {
  /** Text that is there whenever `pattern` can match: a search for it is much cheaper than the pattern. */
  readonly probe: string
  /** Matches the spelling as a whole; global. */
  readonly pattern: RegExp
  /** In base64, which may be wrapped, or in hex: what can be decoded as a whole is looked at first. */
  readonly isEncoded?: boolean
}

// Shorter pieces of base64 and hex turn up in images and hashes by chance.
const MINIMAL_ENCODED_LENGTH = 12
// A shorter secret is replaced as a whole word only: its letters turn up inside of others.
const MINIMAL_LENGTH_INSIDE_WORDS = 8
const WORD_START = `(?:(?<![A-Za-z0-9])|${ESCAPE_BEFORE})`
const WORD_END = '(?![A-Za-z0-9])'
const BASE64_CHARACTER = '[A-Za-z0-9+/_-]'
/** What comes before a credential in a text: `Bearer x`, `API key provided: x`, `token=x`. */
const CREDENTIAL_BEFORE = String.raw`(?<=(?:[Bb]earer|[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET|[Pp]assword|[Cc]redentials?)(?:[^A-Za-z0-9]{1,4}(?:provided|is|was))?[^A-Za-z0-9]{1,4})`

/**
 * Lists the spellings that a secret can have in text: as it is, escaped in JSON (once, and again inside JSON strings),
 * encoded in a URL or a form, in hex, and in base64, also as a part of a longer encoded text, and once more.
 *
 * @returns the spellings, each once; none for an empty secret. Of a plain word, only where a credential is spoken of
 */
export function needlesOf({ value, isWord }: Pick<Secret, 'value' | 'isWord'>): readonly Needle[] {
  if (value === '') return []
  if (isWord === true)
    return [{ probe: value, pattern: new RegExp(`${CREDENTIAL_BEFORE}${escapePattern(value)}${WORD_END}`, 'g') }]
  // An unpaired surrogate would make the URL encoding throw.
  const text = value.toWellFormed()
  const escaped = JSON.stringify(text).slice(1, -1)
  const component = encodeURIComponent(text)
  const shellQuoted = value.replaceAll(/[^\w@%+=:,./-]/g, String.raw`\$&`)
  const spellings = [
    value,
    escaped,
    escapeAgain(escaped),
    escapeAgain(escapeAgain(escaped)),
    // In JSON, where HTML had the quotes as entities: they are resolved by now, and have no backslash.
    escaped.replaceAll(String.raw`\"`, '"'),
    // As `printf %q` quotes it for a shell.
    shellQuoted,
    escapeAgain(shellQuoted),
    // In a field of CSV.
    value.replaceAll('"', '""'),
    escaped.replaceAll(String.raw`\"`, String.raw`\"\"`),
    // PHP and some log formats escape slashes too.
    escaped.replaceAll('/', String.raw`\/`),
    ...casesOf(value),
    ...[component, component.replaceAll('%20', '+'), new URLSearchParams([['', text]]).toString().slice(1)].flatMap(
      (encoded) => [encoded, encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ),
    encodeURIComponent(component),
  ]
  return [...[...new Set(spellings)].map(plainNeedle), ...hexNeedles(text), ...base64Needles(text)]
}

function plainNeedle(spelling: string): Needle {
  const source = escapePattern(spelling)
  const isWhole = spelling.length < MINIMAL_LENGTH_INSIDE_WORDS || /^(?:[A-Za-z]?[a-z]{2,15}|\d+)$/.test(spelling)
  return { probe: spelling, pattern: new RegExp(isWhole ? `${WORD_START}${source}${WORD_END}` : source, 'g') }
}

// A key of hex digits or a UUID is the same key in upper case.
function casesOf(value: string): readonly string[] {
  return /^[0-9a-f-]{12,}$/i.test(value) ? [value.toLowerCase(), value.toUpperCase()] : []
}

function escapeAgain(escaped: string): string {
  return JSON.stringify(escaped).slice(1, -1)
}

function hexNeedles(text: string): readonly Needle[] {
  const hex = Buffer.from(text).toString('hex')
  if (hex.length < MINIMAL_ENCODED_LENGTH) return []
  const spellings = [...new Set([hex, hex.toUpperCase()])]
  return spellings.map((probe) => ({ probe, pattern: new RegExp(probe, 'g'), isEncoded: true }))
}

function base64Needles(text: string): readonly Needle[] {
  const cores = base64Cores(new TextEncoder().encode(text))
  // Encoded twice, as a login in a token is: the second time, each of the first three is a part of the text.
  const twice = cores.flatMap(({ core }) => base64Cores(new TextEncoder().encode(core)))
  const byProbe = new Map<string, Needle>()
  for (const { core, before, after } of [...cores, ...twice]) {
    for (const probe of [core, core.replaceAll('+', '-').replaceAll('/', '_')])
      byProbe.set(probe, {
        probe,
        pattern: new RegExp(`${before}${escapePattern(probe)}${after}`, 'g'),
        isEncoded: true,
      })
  }
  return [...byProbe.values()]
}

interface Base64Core {
  readonly core: string
  /** Sources of patterns for the characters at its ends, which mix bits of the secret with its neighbours'. */
  readonly before: string
  readonly after: string
}

// Three bytes make four characters, so a secret within a longer text has three spellings, by where it starts.
function base64Cores(bytes: Uint8Array): readonly Base64Core[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = new Uint8Array(offset + bytes.length)
    padded.set(bytes, offset)
    const bits = padded.length * 8
    const core = Buffer.from(padded.buffer)
      .toString('base64')
      .slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6))
    if (core.length < MINIMAL_ENCODED_LENGTH) return []
    // The mixed characters must go too, or they tell secrets apart.
    const before = offset === 0 ? '' : BASE64_CHARACTER
    const after = bits % 6 === 0 ? '' : `${BASE64_CHARACTER}={0,2}`
    return [{ core, before, after }]
  })
}
