import type { CredentialName } from './credential-name.ts'
import { isCredential, isPlausible, isTemplate } from './looks-secret.ts'
import { isForeign, readsAsCode, readsAsName, readsAsProse, speaksOfPasswords } from './reads-as-code.ts'
import { schemeOf } from './schemes.ts'

/** Least length of a key that is not quoted, in characters. */
export const MINIMAL_UNQUOTED = 8

/**
 * Whether a value agrees with its name, which says it to be a credential.
 *
 * @param hasScheme - whether the name of a scheme was before it: `Bearer`
 */
export function isHeld(said: CredentialName, value: string, hasScheme: boolean): boolean {
  if (hasScheme && said !== 'password' && said !== 'key') return isCredential(value)
  switch (said) {
    case 'password':
      return isCredential(value) && !speaksOfPasswords(value)
    case 'key':
      // Three words are a sentence about a key.
      return isCredential(value) && !isSentence(value)
    case 'scheme':
      return isPlausible(value, MINIMAL_UNQUOTED) && !isText(value)
    case 'maybe':
      return isPlausible(value) && isNoWord(value)
    default:
      return said satisfies never
  }
}

function isSentence(value: string): boolean {
  return /\s\S+\s/.test(value) || isForeign(value)
}

/** Whether the same holds for a value without quotes, which in code may be an expression. */
export function isHeldUnquoted(said: CredentialName, value: string): boolean {
  if (!isPlausible(value, said === 'maybe' ? undefined : MINIMAL_UNQUOTED) || readsAsCode(value)) return false
  // As in quotes: what a field of JSON holds is shown without them in a cassette.
  return said === 'password' || (said === 'maybe' ? isNoWord(value) : !isForeign(value))
}

/** Whether a text that is given to a call of such a name is a credential: others ask a person, or read a variable. */
export function isHeldInCode(value: string): boolean {
  return isPlausible(value, MINIMAL_UNQUOTED) && isNoWord(value)
}

/**
 * Whether the same holds for a value that stands beside its name in a list, a table or a command: so many other things
 * stand in pairs that it must look like a credential.
 */
export function isHeldBeside(said: CredentialName, value: string): boolean {
  if (!isPlausible(value, said === 'maybe' ? undefined : MINIMAL_UNQUOTED) || !isNoWord(value) || readsAsCode(value))
    return false
  return !isTemplate(value.slice(schemeOf(value).length))
}

/** Whether a value that looks like a credential is no name of code and no text. */
function isNoWord(value: string): boolean {
  return !isText(value) && !readsAsName(value)
}

// A text may tell the credential itself.
function isText(value: string): boolean {
  return (
    readsAsProse(value) && !value.split(/\s+/).some((word) => !isForeign(word) && isPlausible(word, MINIMAL_UNQUOTED))
  )
}
