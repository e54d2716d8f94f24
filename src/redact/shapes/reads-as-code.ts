import { isTemplate } from './looks-secret.ts'

/** An identifier, or a path of them: `token`, `this.#token`, `options?.authToken`, `std::env`, `$self->key`. */
const PATH = /^[A-Za-z_$@][\w$]*(?:(?:\?\.|!\.|\.|::|->)#?[A-Za-z_$][\w$]*)*/
/** What may stand before it: of an expression, a template or a list. */
const BEFORE_PATH = /^[!&*([`]+/
/** What a call, an index, a type, an object or a choice goes on with. */
const GOES_ON = /^(?:[([{|?]|::)/
/** The end of a call or a list that began before it. */
const CLOSES = /^[)\]}`]+(?:[)\]}`,;:.?!&|]|$)/
const WORDS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g
const CREDENTIAL =
  /(?:[Tt]oken|[Kk]ey|[Ss]ecret|[Pp]assword|[Pp]asswd|[Pp]assphrase|[Aa]uth|[Aa]uthorization|[Cc]redential|[Cc]reds|[Cc]ookie)s?(?![a-z])/
/** Letters of a word, on the average; random text has fewer. */
const MINIMAL_WORD = 3

/**
 * Whether an unquoted value is code: a call, an index, a member, or the name of a variable that says itself to hold a
 * credential. Answers of coding agents and the files they read are full of `token = parse(text)`, where a value is
 * computed and not told.
 */
export function readsAsCode(value: string): boolean {
  const before = BEFORE_PATH.exec(value)?.[0] ?? ''
  const expression = value.slice(before.length)
  if (before !== '' && isTemplate(expression)) return true
  const path = PATH.exec(expression)?.[0]
  if (path === undefined || !path.split(/\W+/).every(isIdentifier)) return false
  return isExpression({ path, before, rest: expression.slice(path.length) })
}

function isExpression({ path, before, rest }: Readonly<Record<'path' | 'before' | 'rest', string>>): boolean {
  // Alone, only the name of such a variable is no credential.
  if (rest === '') return before !== '' || /\W/.test(path) || (CREDENTIAL.test(path) && readsAsName(path))
  // The parameters of a function: `(token: string) => void`.
  return GOES_ON.test(rest) || CLOSES.test(rest) || (rest === ':' && before !== '')
}

/** Whether a value is a name in code, put together of words: `typeAnnotation`, `ASAuthorizationProvider`. */
export function readsAsName(value: string): boolean {
  return !/\d/.test(value) && isIdentifier(value)
}

function isIdentifier(value: string): boolean {
  if (!/^[\w$@]*$/.test(value)) return false
  const words = value.match(WORDS) ?? []
  const letters = words.join('').length
  const digits = value.replaceAll(/\D/g, '').length
  return (words.length < 2 || letters >= words.length * MINIMAL_WORD) && digits * 3 <= letters
}

/** Whether a value has letters that no key or token has: those of a language other than English. */
export function isForeign(value: string): boolean {
  return /[\u{80}-\u{10ffff}]/u.test(value)
}

/** Whether a value is text about a credential: two words one after the other. */
export function readsAsProse(value: string): boolean {
  return isForeign(value) || /(?:^|\s)[A-Za-z]{2,}\s+[A-Za-z]{2,}(?=[\s.,:;!?]|$)/.test(value)
}

/** Signs of Chinese and Japanese: nobody types a password in them. */
const SIGNS = /[\u3040-\u30ff\u3400-\u9fff]/

/** Whether a value is what a form or an error says of passwords: `Forgot your password?` */
export function speaksOfPasswords(value: string): boolean {
  return SIGNS.test(value) || (/\s/.test(value) && /\b(?:password|passphrase|passcode)s?\b/i.test(value))
}
