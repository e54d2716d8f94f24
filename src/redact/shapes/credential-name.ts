/** Where a name is: the same word means more in one place than in another. */
export type NamePlace = 'variable' | 'header' | 'query' | 'field'

/**
 * What a name says of its value: `password` and `key` hold a credential, however it looks; `scheme` as well, behind the
 * name of its scheme; `maybe` holds one if it looks like one.
 */
export type CredentialName = 'password' | 'key' | 'scheme' | 'maybe'

const PASSWORDS = wordsOf('password passwd passphrase passcode pwd passwort kennwort motdepasse contrasena senha')
const KEYS = wordsOf(
  [
    'apikey secretkey accesskey accesskeyid privatekey authkey licensekey subscriptionkey masterkey encryptionkey',
    'signingkey accountkey sharedkey sharedaccesskey functionskey storagekey servicekey adminkey deploykey userkey',
    'accesstoken refreshtoken idtoken authtoken authorizationtoken sessiontoken usertoken bearertoken securitytoken',
    'bottoken apitoken personaltoken privatetoken deploytoken apptoken admintoken servicetoken oauthtoken sastoken jobtoken',
    'clientsecret apisecret appsecret consumersecret webhooksecret signingsecret sharedsecret oauthsecret',
    'secretaccesskey clientassertion proxyauthenticate',
    'apischlussel apischluessel cleapi cledapi claveapi clavedeapi chaveapi chavedeapi chavedaapi',
  ].join(' '),
)
const PASSWORD = new RegExp(`(?:${[...PASSWORDS].join('|')})$`)
const KEY = new RegExp(`(?:${[...KEYS].join('|')})s?$`)
/** Words that may be the last one of a name that holds a secret, by where it is. */
const MAYBE: Readonly<Record<NamePlace, ReadonlySet<string>>> = {
  variable: wordsOf('auth sas creds assertion cookie dsn mnemonic bearer signature'),
  header: wordsOf('key token bearer jwt assertion signature session sessionid cookie credential credentials sas pat'),
  query: wordsOf('key code token auth secret session credentials assertion pass pat cookie'),
  field: wordsOf('token secret auth jwt bearer sas credential credentials creds cookie assertion pass pat'),
}
const ALWAYS: Readonly<Record<NamePlace, ReadonlySet<string>>> = {
  variable: wordsOf('token pat jwt secret'),
  header: wordsOf('secret auth'),
  query: wordsOf('sig signature jwt sas credential bearer authorization uploadid'),
  field: new Set(),
}
/** In a variable, these say so wherever they are: `API_KEY_2`, `TOKEN_OF_ANN`. */
const ANYWHERE_IN_VARIABLE = wordsOf(
  'key keys apikey token tokens secret secrets credential credentials password passwd',
)
/**
 * Keys and tokens that are none: addresses of pages, names of columns, counts. The `ice-pwd` of WebRTC is for one
 * connection, which cannot be made without it.
 */
const HARMLESS = wordsOf(
  'public publishable page pagination continuation cursor sync idempotency cache sort partition primary foreign max min total prompt completion input output stop eos bos pad unk mask websocket mcp',
)
const HARMLESS_NAMES = /^(?:(?:next|prev|previous|start|resume)_(?:token|key)|(?:old|(?:a_)?ice_)?pwd)$/
const REMEMBERED = 2000
const known: Readonly<Record<NamePlace, Map<string, CredentialName | undefined>>> = {
  variable: new Map(),
  header: new Map(),
  query: new Map(),
  field: new Map(),
}

/**
 * Reads from a name whether its value is a credential.
 *
 * @returns what the name says; undefined where it says nothing
 */
export function credentialName(name: string, place: NamePlace): CredentialName | undefined {
  const remembered = known[place]
  const before = remembered.get(name)
  if (before !== undefined || remembered.has(name)) return before
  if (remembered.size > REMEMBERED) remembered.clear()
  const said = classify(name, place)
  remembered.set(name, said)
  return said
}

/** Pairs of letters that such names end with; 26 for each first one. */
const ENDINGS = endingsOf([
  ...[...PASSWORDS, ...KEYS, 'authorization', 'pass'].flatMap((name) => [name, `${name}s`]),
  ...(['header', 'query', 'field'] as const).flatMap((place) => [...MAYBE[place], ...ALWAYS[place]]),
])

function endingsOf(names: readonly string[]): Uint8Array {
  const endings = new Uint8Array(26 * 26)
  for (const name of names) endings[pairBefore(name, name.length)] = 1
  return endings
}

// Outside of the letters, NaN or a number that is none of an ending.
function pairBefore(text: string, end: number): number {
  const [left, right] = [letterAt(text, end - 2), letterAt(text, end - 1)]
  return left * 26 + right
}

function letterAt(text: string, at: number): number {
  // In lower case.
  const letter = (text.charCodeAt(at) | 0x20) - 0x61
  return letter >= 0 && letter < 26 ? letter : Number.NaN
}

/**
 * Whether the name of a credential may end at an offset: most names are told from those by their last two letters, and
 * need not be read.
 *
 * @param end - offset behind the name; the name is of no variable
 */
export function mayEndName(text: string, end: number): boolean {
  const pair = pairBefore(text, end)
  return Number.isNaN(pair) || ENDINGS[pair] === 1
}

interface NameParts {
  readonly words: readonly string[]
  readonly compact: string
  readonly last: string
}

/** In this order. */
const RULES: readonly (readonly [
  said: CredentialName | undefined,
  holds: (name: NameParts, place: NamePlace) => boolean,
])[] = [
  [undefined, ({ words }) => HARMLESS_NAMES.test(words.join('_'))],
  ['password', ({ compact, last, words }) => PASSWORD.test(compact) || (last === 'pass' && words.length > 1)],
  [undefined, ({ words }, place) => place !== 'variable' && words.some((word) => HARMLESS.has(word))],
  ['scheme', ({ compact }, place) => place !== 'query' && compact.endsWith('authorization')],
  [
    'password',
    ({ compact, last }, place) => place === 'variable' && (ALWAYS.variable.has(last) || compact.endsWith('token')),
  ],
  ['key', ({ compact, last }, place) => KEY.test(compact) || ALWAYS[place].has(last) || ALWAYS[place].has(compact)],
  ['maybe', ({ words }, place) => place === 'variable' && words.some((word) => ANYWHERE_IN_VARIABLE.has(word))],
  ['maybe', ({ last }, place) => MAYBE[place].has(last)],
  ['maybe', ({ compact }, place) => place === 'header' && /session(?:id)?$/.test(compact)],
]

function classify(name: string, place: NamePlace): CredentialName | undefined {
  const words = splitName(name)
  const parts = { words, compact: words.join(''), last: words.at(-1) ?? '' }
  return RULES.find(([, holds]) => holds(parts, place))?.[0]
}

// `AWSAccessKeyId`, `x-api-key` and `API_KEY` are words alike.
function splitName(name: string): readonly string[] {
  return inLatin(name)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** In Chinese and Japanese. */
const WORDS_BY_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/密码|密碼|口令|パスワード/g, ' password'],
  [/密钥|密鑰/g, ' secret key'],
  [/キー/g, ' key'],
  [/令牌|トークン/g, ' token'],
]

// Without accents, and with what counts in English.
function inLatin(name: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(name)) return name
  let latin = name.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC')
  for (const [signs, word] of WORDS_BY_SIGNS) latin = latin.replaceAll(signs, word)
  return latin
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
