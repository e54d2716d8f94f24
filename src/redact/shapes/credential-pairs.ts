import { escapePattern } from '../../text/escape-pattern.ts'
import { BASE64, longStretches } from '../../text/long-stretches.ts'
import { patternOfAny } from '../../text/pattern-of-any.ts'
import { credentialName, type CredentialName, type NamePlace } from './credential-name.ts'
import { isNoWord } from './is-held.ts'
import { isCredential, isPlausible, isTemplate } from './looks-secret.ts'
import { LONGEST_NAME } from './name-before.ts'
import { readsAsCode } from './reads-as-code.ts'

/** A value that stands beside the name of a credential. */
export interface CredentialPair {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** A way to write a name and its value. */
interface PairForm {
  /** Text that is there whenever `pattern` can match. */
  readonly probe: string
  /** Has the groups `name` and `value`; the value may be looked at ahead. Without `name`, the form says it all. */
  readonly pattern: RegExp
  /** As strict as fields of JSON are: cassettes show those as YAML, and are searched once more. */
  readonly isField?: boolean
}

/** A quote, in JSON within strings with its backslashes. */
const QUOTE = String.raw`\\{0,3}["']`
const NAME = String.raw`[A-Za-z][\w.-]{1,59}`
const QUOTED = String.raw`[^"'\\\r\n]{4,4000}`
const BARE = String.raw`[^\s"'\\<>]{4,4000}`
/** White space, in JSON within strings as its escapes. */
const SPACE = String.raw`(?:\s|\\{1,3}[nrt]){0,40}`
const BREAK = String.raw`(?:\r?\n|(?:\\{1,3}r)?\\{1,3}n)[ \t]{0,40}`
const MINIMAL = 8

const FORMS: readonly PairForm[] = [
  // Headers as HAR and MCP have them, in both orders.
  {
    probe: 'value',
    pattern: form(
      String.raw`(?<q>${QUOTE})(?:name|key|header|field)\k<q>\s{0,4}:\s{0,4}\k<q>(?<name>${NAME})\k<q>\s{0,4},${SPACE}\k<q>value\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probe: 'value',
    pattern: form(
      String.raw`(?<q>${QUOTE})value\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>${QUOTED})\k<q>\s{0,4},${SPACE}\k<q>(?:name|key|header|field)\k<q>\s{0,4}:\s{0,4}\k<q>(?<name>${NAME})\k<q>`,
    ),
  },
  // Variables of containers, in YAML; settings, in XML.
  { probe: 'value', pattern: form(String.raw`name: (?<name>${NAME})${BREAK}value: (?:${QUOTE})?(?<value>${BARE})`) },
  {
    probe: 'value',
    pattern: form(
      String.raw`(?:key|name)=(?<q>${QUOTE})(?<name>${NAME})\k<q>\s{1,8}value=\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probe: '</',
    pattern: form(
      String.raw`<(?:[\w-]{1,40}:)?(?<name>${NAME})(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?(?<value>[^<>\]]{4,4000})(?:\]\]>)?<\/`,
    ),
  },
  // Lists and blocks, in YAML.
  {
    probe: ':',
    isField: true,
    pattern: form(
      String.raw`(?=:)(?<=(?<name>${NAME})):[ \t]{0,4}(?:[|>][+-]?${BREAK}|${BREAK}- )(?:${QUOTE})?(?<value>${BARE})(?=[\s"'\\]|$)`,
    ),
  },
  // Variables and headers that are set in code, and what stands in for one that is missing.
  ...['"]', "']"].map((probe) => ({
    probe,
    pattern: form(
      String.raw`\[(?<k>${QUOTE})(?<name>${NAME})\k<k>\]\s{0,4}(?:=|\|\||\?\?)\s{0,4}(?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  })),
  ...['|| ', '?? ', ':= ', '<- ', '-> '].map((operator) => ({
    probe: operator,
    pattern: form(
      String.raw`(?= ${escapePattern(operator)})(?<=(?<name>${NAME})) ${escapePattern(operator)}(?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  })),
  {
    probe: '= ',
    pattern: form(
      String.raw`(?=\??:)(?<=(?<name>${NAME}))\??: {0,2}(?:str|[Ss]tring)(?: \| (?:None|null|undefined))? = (?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  },
  // `new ApiKeyCredential("…")`, `.apiKey("…")`; a login with both its parts.
  { probe: '(', pattern: form(String.raw`(?=\()(?<=(?<name>${NAME}))\((?<q>${QUOTE})(?<value>${QUOTED})\k<q>`) },
  {
    probe: '(',
    pattern: form(
      String.raw`(?:\bauth=|BasicAuth)\((?<q>${QUOTE})[^"'\\\r\n]{1,100}\k<q>, ?\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  // SQL, and what a text says.
  ...['PASSWORD', 'password', 'Password', 'passphrase'].map((probe) => ({
    probe,
    pattern: form(String.raw`(?<name>${probe}) (?:is )?(?<q>${QUOTE})(?<value>[^\s"'\\]{8,400})\k<q>`),
  })),
  ...[' is', '**', 'ey: '].map((probe) => ({
    probe,
    pattern: form(
      String.raw`(?<name>(?:[Aa][Pp][Ii]|[Aa]ccess|[Ss]ecret) (?:[Kk]ey|KEY|[Tt]oken)|[Pp]assword|[Tt]oken|[Ss]ecret)(?: is:?|\*\*:|:\*\*|:) \x60?(?<value>[\w+/=~-]{12,400})`,
    ),
  })),
  ...['IDENTIFIED BY', 'identified by'].map((probe) => ({
    probe,
    pattern: form(String.raw`${probe} (?<q>${QUOTE})(?<value>[^\s"'\\]{8,400})\k<q>`),
  })),
  // Images and shells.
  {
    probe: 'ENV ',
    pattern: form(String.raw`(?:\b|(?<=\\n))ENV (?<name>${NAME}) (?:${QUOTE})?(?<value>${BARE})`),
  },
  { probe: 'set', pattern: form(String.raw`\bset(?:x| -g?x) (?<name>${NAME}) (?:${QUOTE})?(?<value>${BARE})`) },
  {
    probe: ' -p',
    pattern: form(
      String.raw`(?:docker login (?:[^\s-]\S{0,100} |-u \S{1,100} )?|sshpass )-p ?(?:${QUOTE})?(?<value>${BARE})`,
    ),
  },
  // PHP and Ruby.
  {
    probe: '=>',
    pattern: form(String.raw`(?:${QUOTE}|:)(?<name>${NAME})(?:${QUOTE})?\s{0,8}=>\s{0,8}${QUOTE}(?<value>${QUOTED})`),
  },
  // Command lines.
  { probe: '--', pattern: form(String.raw`(?<![\w-])--(?<name>${NAME})[ \t]{1,4}(?:${QUOTE})?(?<value>${BARE})`) },
  {
    probe: '-u',
    pattern: form(
      String.raw`(?<![\w-])-u[ =](?:${QUOTE})?(?<user>[^\s:"'\\]{1,100}):(?!\k<user>(?![\w-]))(?<value>${BARE})`,
    ),
  },
  {
    probe: '--user',
    pattern: form(String.raw`--user[ =](?:${QUOTE})?(?<user>[^\s:"'\\]{1,100}):(?!\k<user>(?![\w-]))(?<value>${BARE})`),
  },
  // `.netrc`
  {
    probe: 'login',
    pattern: form(
      String.raw`(?:\b|(?<=\\n))login[ \t]{1,8}\S{1,100}?(?:[ \t]|\s{1,20}|${BREAK})(?<name>password)[ \t]{1,8}(?<value>${BARE})`,
    ),
  },
  // A table in Markdown.
  {
    probe: '| ',
    pattern: form(
      String.raw`\|[ \t]{0,20}\x60?(?<name>[A-Za-z][\w -]{1,58}?)\x60?[ \t]{0,20}\|[ \t]{0,8}\x60?(?<value>[^\s|\x60"'\\]{8,400})\x60?[ \t]{0,20}\|`,
    ),
  },
  // The private parts of a JSON Web Key (RFC 7518, section 6).
  {
    probe: 'kty',
    pattern: form(String.raw`(?<q>${QUOTE})(?:d|p|q|dp|dq|qi|k)\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>[\w-]{20,4000})\k<q>`),
  },
]
const ANY_FORM = patternOfAny(FORMS.map(({ probe }) => probe))

/**
 * Finds credentials by the name that stands beside them, where no `:` or `=` is between the two: lists of headers and
 * parameters, XML, command lines, settings.
 *
 * @returns the values, in no order; only those that look like a credential, since so many other things stand in pairs
 */
export function findCredentialPairs(text: string): readonly CredentialPair[] {
  if (!holdsCredential(text)) return []
  const pairs = [...findInLists(text)]
  if (!ANY_FORM.test(text)) return pairs
  for (const { probe, pattern, isField } of FORMS) {
    if (!text.includes(probe)) continue
    for (const match of text.matchAll(pattern)) {
      const { name, value = '' } = match.groups ?? {}
      const start = match.index + match[0].lastIndexOf(value)
      if (name === undefined ? isCredential(value) : isHeld(name, value, isField))
        pairs.push({ start, end: start + value.length, value })
    }
  }
  return pairs
}

/** So much of a stretch tells whether it looks like a credential. */
const SAMPLE = 200

// Most texts have nothing that looks like one, and are not searched in thirty ways for what is beside it.
function holdsCredential(text: string): boolean {
  return longStretches(text, BASE64, MINIMAL).some(({ start, end }) => {
    const last = Math.min(end, start + SAMPLE)
    return isMixed(text, start, last) && isPlausible(text.slice(start, last), MINIMAL)
  })
}

// Words and paths have no digit, and one capital.
function isMixed(text: string, start: number, end: number): boolean {
  let capitals = 0
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) return true
    if (code >= 0x41 && code <= 0x5a && (capitals += 1) > 1) return true
  }
  return false
}

function form(source: string): RegExp {
  return new RegExp(source, 'g')
}

function isHeld(name: string, value: string, isField = false): boolean {
  const said = isField ? credentialName(name, 'field') : nameOf(name)
  if (said === undefined || !isPlausible(value, said === 'maybe' || isField ? undefined : MINIMAL)) return false
  return isNoWord(value) && !readsAsCode(value) && !isTemplate(value.replace(SCHEME, ''))
}

const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Key|Bot) +/i
const PLACES: readonly NamePlace[] = ['field', 'header']

function nameOf(name: string): CredentialName | undefined {
  for (const place of PLACES) {
    const said = credentialName(name, place)
    if (said !== undefined) return said
  }
  return undefined
}

const LIST_VALUE = new RegExp(String.raw`${SPACE}(?<q>${QUOTE})(?<value>${QUOTED})\k<q>`, 'y')

// `["x-api-key", "…"]`, `set("x-api-key", "…")`: a name is the member of a list or the argument of a call, and its value
// the next one. Most of what is before a comma is the value of a field, which is told by the colon before it.
function* findInLists(text: string): Iterable<CredentialPair> {
  for (const end of ['",', "',"]) {
    for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 2)) {
      const name = memberBefore(text, at)
      if (name === undefined || nameOf(name) === undefined) continue
      LIST_VALUE.lastIndex = at + 2
      const { 0: match = '', groups: { value = '' } = {} } = LIST_VALUE.exec(text) ?? {}
      const start = at + 2 + match.lastIndexOf(value)
      const isName = /^\s*:/.test(text.slice(at + 2 + match.length, at + 6 + match.length))
      if (value !== '' && !isName && isHeld(name, value)) yield { start, end: start + value.length, value }
    }
  }
}

function memberBefore(text: string, quoteAt: number): string | undefined {
  const quote = text[quoteAt]
  let end = quoteAt
  while (text[end - 1] === '\\') end -= 1
  let start = end
  while (end - start < LONGEST_NAME && isOfName(text.charCodeAt(start - 1))) start -= 1
  if (end - start < 2 || text[start - 1] !== quote) return undefined
  let before = start - 2
  while (before >= 0 && /[\s\\]/.test(text.charAt(before))) before -= 1
  const mark = text[before]
  return mark === '[' || mark === ',' || mark === '(' ? text.slice(start, end).replace(/^-+/, '') : undefined
}

// Letters, digits, and `- . _`.
function isOfName(code: number): boolean {
  if (code >= 0x61) return code <= 0x7a
  if (code >= 0x41) return code <= 0x5a || code === 0x5f
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e
}
