import { decodeFormComponent } from '../../text/decode/decode-component.ts'
import { rememberLast } from '../../text/remember-last.ts'
import { isShortLivedLink } from './azure-link.ts'
import { credentialName, type CredentialName } from './credential-name.ts'
import { isHeld, isHeldInCode, isHeldUnquoted, MINIMAL_UNQUOTED } from './is-held.ts'
import { isPlausible } from './looks-secret.ts'
import { isForm, isSpace, LONGEST_NAME, nameBefore, type Name } from './name-before.ts'
import { SCHEMES, schemeOf } from './schemes.ts'

/** A value that its name says to be a credential. */
export interface CredentialField {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** Longer values are no credentials. */
const LONGEST_VALUE = 20_000
const LONG_VALUE = 256
const MINIMAL_IN_LINK = 8
/** A link in Markdown ends with a bracket, and code in a text with a backtick. */
const PAIR_CHARACTER = String.raw`(?:[^\s&"'<>\\#;\x60)]|\)(?![\])\s.,]))`
const PAIR_VALUE = new RegExp(`${PAIR_CHARACTER}{1,256}`, 'y')
const PAIR_VALUE_REST = new RegExp(`${PAIR_CHARACTER}{1,3744}`, 'y')
const LINE_VALUE = new RegExp(String.raw`["']?(?:(?:${SCHEMES}) +)?[^\s"'<>\\,;]{1,256}`, 'iy')
/** What goes on behind it: of a long value, the beginning tells whether it is a credential. */
const LINE_VALUE_REST = /[^\s"'<>\\,;]{1,3744}/y
const QUOTE = /^\\{0,3}["']/
const CALL = /^[A-Za-z_][\w.]*\($/
/** What goes on behind a string of code, up to the next one. */
const BEHIND_STRING = /^\s*[),;+\]}]+(?:[\s),;.+\]}]|\\|$)|[\r\n]|\\n/
/** Behind the text of one token, in the list of likely ones. */
const NEXT_LOGPROB = /^\\*["']?\s*,?\s*\\*"?logprob/

/**
 * Finds the values of fields that hold credentials: in JSON, also inside JSON strings, in forms, in the queries of
 * links, and in lines of headers and settings.
 *
 * It looks at what comes before every `:` and `=`: a pattern for the names takes as long as all the rest.
 *
 * @returns the values, without the names of their schemes, in no order
 */
export const findCredentialFields: (text: string) => readonly CredentialField[] = rememberLast((text) => {
  const fields: CredentialField[] = text.startsWith('--') ? [...findInMultipart(text)] : []
  for (const separator of [':', '=']) {
    for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) {
      const name = nameBefore(text, at)
      const said = name === undefined ? undefined : saidOf(name)
      if (name === undefined || said === undefined) continue
      const found = fieldsOf(text, name, said)
      fields.push(...found)
      // What is inside a long value is taken out with it.
      const last = found.at(-1)
      if (last !== undefined && last.end - last.start > LONG_VALUE) at = last.end - 1
    }
  }
  return fields
})

function saidOf({ text, place, nesting }: Name): CredentialName | undefined {
  return credentialName(text, place) ?? (nesting === '{' && TOKENS.test(text) ? 'maybe' : undefined)
}

/**
 * Whether a name says that a value is a credential, and the value agrees.
 *
 * @param name - of a field of a form
 */
export function isCredentialField(name: string, value: string): boolean {
  const said = credentialName(name, 'field')
  return said !== undefined && isHeld(said, value, false)
}

const MULTIPART_FIELD = /name="([^"\r\n]{2,60})"[^\r\n]{0,200}\r?\n(?:[A-Za-z-]{1,40}:[^\r\n]{0,200}\r?\n){0,4}\r?\n/g

function* findInMultipart(text: string): Iterable<CredentialField> {
  for (const { 0: match, 1: name = '', index } of text.matchAll(MULTIPART_FIELD)) {
    const start = index + match.length
    const end = text.indexOf('\n--', start)
    if (end === -1) return
    const value = text.slice(start, Math.min(end, start + LONGEST_VALUE)).trimEnd()
    if (isCredentialField(name, value)) yield { start, end: start + value.length, value }
  }
}

function fieldOf(
  text: string,
  { place, quote, valueAt, text: name }: Name,
  said: CredentialName,
): CredentialField | undefined {
  if (quote !== '') return quotedField(text, { quote, start: valueAt }, said)
  if (place !== 'query') return lineField(text, valueAt, said)
  const value = valueOf(text, valueAt, PAIR_VALUE)
  const decoded = decodeFormComponent(value)
  if (name.toLowerCase() === 'sig' && isShortLivedLink(text, valueAt)) return undefined
  const isLong = value.length >= MINIMAL_IN_LINK || isForm(text)
  if (!isLong || !isHeld(said, decoded, false)) return undefined
  const whole = value + valueOf(text, valueAt + value.length, PAIR_VALUE_REST)
  return { start: valueAt, end: valueAt + whole.length, value: decodeFormComponent(whole) }
}

/** Names that say nothing more than the one of their object. */
const INNER_NAME = /^(?:value|current|raw|text|secret|plain|plaintext|key|token|access|refresh|bearer)$/
/** Objects of tokens; in a list, such a name may be that of words. */
const TOKENS = /(?:^|[_-])(?:tokens|oauth2?)$|Tokens$/
const MOST_MEMBERS = 20
/** What no credential is in. */
const OTHER_VALUE = /[\w.+-]{1,40}/y

function fieldsOf(text: string, name: Name, said: CredentialName): readonly CredentialField[] {
  if (name.nesting !== undefined) {
    const fields = name.nesting === '[' ? listedFields(text, name, said) : wrappedFields(text, name, said)
    // So many other things are in lists and objects.
    return fields.filter(({ value }) => isPlausible(value))
  }
  const field = fieldOf(text, name, said)
  return field === undefined ? [] : [field]
}

function listedFields(text: string, { quote, valueAt }: Name, said: CredentialName): readonly CredentialField[] {
  const fields: CredentialField[] = []
  let at = skipSpaces(text, valueAt)
  while (text.startsWith(quote, at)) {
    const start = at + quote.length
    const field = quotedField(text, { quote, start }, said)
    if (field !== undefined) fields.push(field)
    at = skipSpaces(text, endOfString(text, start, quote) + quote.length)
    if (text[at] === ',') at = skipSpaces(text, at + 1)
  }
  return fields
}

function wrappedFields(text: string, { quote, valueAt }: Name, said: CredentialName): readonly CredentialField[] {
  const fields: CredentialField[] = []
  let at = skipSpaces(text, valueAt)
  for (let count = 0; count < MOST_MEMBERS && text.startsWith(quote, at); count += 1) {
    const nameAt = at + quote.length
    const nameEnd = text.indexOf(quote, nameAt)
    if (nameEnd === -1 || nameEnd - nameAt > LONGEST_NAME) break
    const colon = skipSpaces(text, nameEnd + quote.length)
    if (text[colon] !== ':') break
    const start = skipSpaces(text, colon + 1)
    if (text.startsWith(quote, start)) {
      const field = INNER_NAME.test(text.slice(nameAt, nameEnd))
        ? quotedField(text, { quote, start: start + quote.length }, said)
        : undefined
      if (field !== undefined) fields.push(field)
      at = endOfString(text, start + quote.length, quote) + quote.length
    } else at = start + valueOf(text, start, OTHER_VALUE).length
    at = skipSpaces(text, at)
    if (text[at] !== ',') break
    at = skipSpaces(text, at + 1)
  }
  return fields
}

function skipSpaces(text: string, at: number, most = Infinity): number {
  let next = at
  while (next - at < most && isSpace(text, next)) next += 1
  return next
}

function quotedField(
  text: string,
  { quote, start }: { readonly quote: string; readonly start: number },
  said: CredentialName,
): CredentialField | undefined {
  const end = endOfString(text, start, quote)
  const given = text.slice(start, end)
  if (said === 'maybe' && isBeforeLogprob(text, end)) return undefined
  const scheme = schemeOf(given)
  const value = given.slice(scheme.length)
  return isHeld(said, value, scheme !== '') ? { start: start + scheme.length, end, value } : undefined
}

function lineField(text: string, at: number, said: CredentialName): CredentialField | undefined {
  let start = skipSpaces(text, at, 3)
  const quote = QUOTE.exec(text.slice(start, start + 4))?.[0]
  // Code, in a text or in JSON.
  if (quote !== undefined && (quote.length > 1 || said === 'password'))
    return codeField(text, { quote, start: start + quote.length }, said)
  const given = valueOf(text, start, LINE_VALUE)
  if (CALL.test(given)) return argumentField(text, start + given.length, said)
  const scheme = schemeOf(given)
  const value = given.slice(scheme.length)
  start += scheme.length
  if (said === 'maybe' && isBeforeLogprob(text, start + value.length)) return undefined
  if (!isHeldUnquoted(said, value)) return undefined
  const whole = value + valueOf(text, start + value.length, LINE_VALUE_REST)
  return { start, end: start + whole.length, value: whole }
}

function isBeforeLogprob(text: string, end: number): boolean {
  return NEXT_LOGPROB.test(text.slice(end, end + 60))
}

// `SecretStr("…")`; what else is called with a text asks a person, or reads a variable.
function argumentField(text: string, at: number, said: CredentialName): CredentialField | undefined {
  const quote = QUOTE.exec(text.slice(at, at + 4))?.[0]
  const field = quote === undefined ? undefined : quotedField(text, { quote, start: at + quote.length }, said)
  return field !== undefined && isHeldInCode(field.value) ? field : undefined
}

// What is said of a key in code may be the name of a variable or of a service.
function codeField(
  text: string,
  quoted: { readonly quote: string; readonly start: number },
  said: CredentialName,
): CredentialField | undefined {
  const field = quotedField(text, quoted, said)
  // The quote may be the end of a string: `input("Password: ")`.
  if (field !== undefined && BEHIND_STRING.test(field.value)) return undefined
  const isCertain = field !== undefined && (said === 'password' || isPlausible(field.value, MINIMAL_UNQUOTED))
  return isCertain ? field : undefined
}

// The end of the string is the quote that is escaped as often as the first one.
function endOfString(text: string, start: number, quote: string): number {
  const mark = quote.at(-1) ?? '"'
  for (
    let end = text.indexOf(mark, start);
    end !== -1 && end - start < LONGEST_VALUE;
    end = text.indexOf(mark, end + 1)
  ) {
    let before = end
    while (text[before - 1] === '\\' && before > start) before -= 1
    if (end - before === quote.length - 1) return before
  }
  return start
}

function valueOf(text: string, start: number, pattern: RegExp): string {
  pattern.lastIndex = start
  return pattern.exec(text)?.[0] ?? ''
}
