import type { Stretch } from '../../text/patterns/long-stretches.ts'
import { matchesOf } from '../../text/patterns/matches-of.ts'
import { patternOfAny } from '../../text/patterns/pattern-of-any.ts'
import { base64Stretches } from './base64-stretches.ts'
import type { CredentialField } from './credential-fields.ts'
import { credentialName, type CredentialName, type NamePlace } from './credential-name.ts'
import { findInTables } from './credential-tables.ts'
import { isHeldBeside, MINIMAL_UNQUOTED } from './is-held.ts'
import { isCredential, isPlausible } from './looks-secret.ts'
import { isNameCharacter, LONGEST_NAME } from './name-before.ts'
import { PAIR_FORMS, QUOTE, QUOTED, SPACE, type PairForm } from './pair-forms.ts'

const SEARCHES = PAIR_FORMS.map((form) => ({ form, anyProbe: patternOfAny(form.probes) }))
const ANY_FORM = patternOfAny(PAIR_FORMS.flatMap(({ probes }) => probes))

/**
 * Finds credentials by the name that stands beside them, where no `:` or `=` is between the two: lists of headers and
 * parameters, XML, command lines, settings.
 *
 * @returns the values, in no order; only those that look like a credential, since so many other things stand in pairs
 */
export function findCredentialPairs(text: string): readonly CredentialField[] {
  const stretches = base64Stretches(text).filter((stretch) => isMixed(text, stretch))
  // Most texts have nothing that looks like one, and are not searched in forty ways for what is beside it.
  if (!stretches.some((stretch) => looksLikeCredential(text, stretch))) return []
  const pairs = [...findInLists(text), ...findInTables(text, stretches)]
  if (!ANY_FORM.test(text)) return pairs
  for (const { form, anyProbe } of SEARCHES) {
    const [probe = ''] = form.probes
    // One text is found faster by itself.
    if (form.probes.length === 1 ? !text.includes(probe) : !anyProbe.test(text)) continue
    for (const match of matchesOf(text, form.pattern)) {
      const { name, value = '' } = match.groups ?? {}
      const start = match.index + match[0].lastIndexOf(value)
      if (isHeld(form, name, value)) pairs.push({ start, end: start + value.length, value })
    }
  }
  return pairs
}

function isHeld({ isField, isCertain }: PairForm, name: string | undefined, value: string): boolean {
  if (name === undefined) return isCertain === true ? isCredential(value) : isHeldBeside('key', value)
  // As strict as fields of JSON are: cassettes show those as YAML, and are searched once more.
  const said = isField === true ? credentialName(name, 'field') : nameOf(name)
  return said !== undefined && isHeldBeside(isField === true ? 'maybe' : said, value)
}

/** So much of a stretch tells whether it looks like a credential. */
const SAMPLE = 200

function looksLikeCredential(text: string, { start, end }: Stretch): boolean {
  return isPlausible(text.slice(start, Math.min(end, start + SAMPLE)), MINIMAL_UNQUOTED)
}

// Words and paths have no digit, and one capital.
function isMixed(text: string, { start, end }: Stretch): boolean {
  let capitals = 0
  for (let at = start; at < Math.min(end, start + SAMPLE); at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) return true
    if (code >= 0x41 && code <= 0x5a && (capitals += 1) > 1) return true
  }
  return false
}

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
function* findInLists(text: string): Iterable<CredentialField> {
  for (const end of ['",', "',"]) {
    for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 2)) {
      const name = memberBefore(text, at)
      const said = name === undefined ? undefined : nameOf(name)
      if (said === undefined) continue
      LIST_VALUE.lastIndex = at + 2
      const { 0: match = '', groups: { value = '' } = {} } = LIST_VALUE.exec(text) ?? {}
      const start = at + 2 + match.lastIndexOf(value)
      const isName = /^\s*:/.test(text.slice(at + 2 + match.length, at + 6 + match.length))
      if (value !== '' && !isName && isHeldBeside(said, value)) yield { start, end: start + value.length, value }
    }
  }
}

function memberBefore(text: string, quoteAt: number): string | undefined {
  const quote = text[quoteAt]
  let end = quoteAt
  while (text[end - 1] === '\\') end -= 1
  let start = end
  while (end - start < LONGEST_NAME && isNameCharacter(text, start - 1)) start -= 1
  if (end - start < 2 || text[start - 1] !== quote) return undefined
  let before = start - 2
  while (before >= 0 && /[\s\\]/.test(text.charAt(before))) before -= 1
  const mark = text[before]
  return mark === '[' || mark === ',' || mark === '(' ? text.slice(start, end).replace(/^-+/, '') : undefined
}
