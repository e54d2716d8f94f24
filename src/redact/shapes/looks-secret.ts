import { PLACEHOLDER_PREFIX } from '../../text/placeholder-prefix.ts'

const MINIMAL_LENGTH = 12
// A shorter one turns up in every text, and protects nothing.
const MINIMAL_CREDENTIAL_LENGTH = 4
const MINIMAL_WORD_LENGTH = 6
// What people give where a key is asked for and none is needed. Replacing such a word would make the keys of cassettes
// depend on the machine: a prompt may hold it as well.
const STAND_INS: ReadonlySet<string> = new Set(
  [
    'test tests testing dummy fake mock stub sample example demo placeholder changeme change me unused empty none null undefined',
    'your my the a some here not no needed required optional default local localhost true false foo bar baz ci dev never always',
    'sk api key keys apikey token secret secrets password passwd pass auth bearer basic user username admin root guest string value',
    'ollama lm studio vllm openai anthropic gemini google postgres mysql redis mongo rabbitmq minio redacted hidden x string number',
    'passwort kennwort senha contraseña contrasena mot de passe schlüssel clé clave chave',
  ].flatMap((words) => words.split(' ')),
)
const PATH_START = /^(?:\.{0,2}\/|~\/|\.{0,2}\\|[a-z]:[\\/])/i
// AWS secrets are base64 and one in 64 starts with a slash, as a path does.
const BASE64_RUN = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{32,}={0,2}$/
// Stars fill the place of a secret in binary, and make no secret of what is beside them.
const SEPARATORS = /[\s/\\.:_\-,;=?&~@+%*]+/
/** What documentation and templates put in the place of a secret. */
const TEMPLATE = /^(?:\$|\{\{|\{[\w.!]+\}$|<|%|\[|\*+$|process\.env|os\.environ|env\.)|\.{3}|…/
// A word or an abbreviation with a short number, as in `v2`, `gpt4`, `DeepSeek`; a number with its unit, as in `70B`,
// `8x7b`, `4o`; a letter with numbers, as in `A22B`. Random text of 21 letters or more is no word.
const PLAIN_PIECE = new RegExp(
  [
    String.raw`[A-Za-z]?[a-z]{0,19}\d{0,2}`,
    String.raw`[A-Z]{1,20}\d{0,2}`,
    String.raw`(?=.{1,24}$)(?:[A-Z]{1,4}[a-z]{1,15}){1,4}[A-Z]{0,3}\d{0,2}`,
    String.raw`\d+[A-Za-z]{0,2}`,
    String.raw`\d{1,3}x\d{1,3}[A-Za-z]?`,
    String.raw`[A-Za-z]\d{1,4}(?:[A-Za-z]\d{0,2})?`,
  ]
    .map((source) => `^(?:${source})$`)
    .join('|'),
)

/**
 * Whether a value looks like a secret by itself: ordinary text, names of models, numbers and paths do not.
 *
 * @param minimalLength - in characters
 */
export function isPlausible(value: string, minimalLength = MINIMAL_LENGTH): boolean {
  if (value.length < minimalLength || TEMPLATE.test(value)) return false
  // A body that repeats its key must have the same key in CI, where a placeholder takes the place of the real one.
  if (value.startsWith(PLACEHOLDER_PREFIX) || BASE64_RUN.test(value)) return true
  return !PATH_START.test(value) && !value.split(SEPARATORS).every((piece) => PLAIN_PIECE.test(piece))
}

/** Whether a value is what documentation and templates put in the place of a secret. */
export function isTemplate(value: string): boolean {
  return TEMPLATE.test(value)
}

/**
 * Whether a value that was given as a credential is one, however plain it is: not what is there where none is needed.
 */
export function isCredential(value: string): boolean {
  if (value.length < MINIMAL_CREDENTIAL_LENGTH || TEMPLATE.test(value)) return false
  return !value.toLowerCase().split(SEPARATORS).every(isStandIn)
}

/** Whether a value of a variable that is named like a password is one: no path, and no short word of the language. */
export function isNamedSecret(value: string): boolean {
  if (!isCredential(value) || PATH_START.test(value)) return false
  return value.length >= MINIMAL_WORD_LENGTH || !/^(?:[A-Za-z]+|\d+)$/.test(value)
}

/** Whether a value says that no credential is needed. */
export function isStandInOnly(value: string): boolean {
  return value.toLowerCase().split(SEPARATORS).every(isStandIn)
}

/** Whether a value is one word of letters: texts hold it for what it means. */
export function isPlainWord(value: string): boolean {
  return /^[A-Za-z]?[a-z]{2,19}$|^[A-Z]{3,20}$/.test(value)
}

/** Whether a value is put together of words and numbers for the most part, as the name of a model is. */
export function looksLikeName(value: string): boolean {
  const pieces = value.split(SEPARATORS).filter((piece) => piece !== '')
  return pieces.length > 1 && pieces.filter((piece) => PLAIN_PIECE.test(piece)).length >= pieces.length * 0.6
}

function isStandIn(piece: string): boolean {
  return STAND_INS.has(piece) || /^(?:x*|\d{1,5}|123456)$/.test(piece)
}
