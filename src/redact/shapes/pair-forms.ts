import { SCHEMES } from './schemes.ts'

/** A way to write a name and its value. */
export interface PairForm {
  /** Texts of which one is there whenever `pattern` can match. */
  readonly probes: readonly string[]
  /** Has the groups `name` and `value`; the value may be looked at ahead. Without `name`, the form says it all. */
  readonly pattern: RegExp
  /** That of a field, as JSON has it too. */
  readonly isField?: boolean
  /** Without `name`: the value is a credential, however plain it is. */
  readonly isCertain?: boolean
}

/** A quote, in JSON within strings with its backslashes. */
export const QUOTE = String.raw`\\{0,3}["']`
const NAME = String.raw`[A-Za-z][\w.-]{1,59}`
export const QUOTED = String.raw`[^"'\\\r\n]{4,4000}`
const BARE = String.raw`[^\s"'\\<>]{4,4000}`
/** White space, in JSON within strings as its escapes. */
export const SPACE = String.raw`(?:\s|\\{1,3}[nrt]){0,40}`
/** Other members between those that count, as in HAR. */
const MEMBERS = String.raw`(?:\k<q>[\w-]{1,40}\k<q>\s{0,4}:\s{0,4}(?:\k<q>[^"'\\\r\n]{0,300}\k<q>|[\w.+-]{1,40})\s{0,4},${SPACE}){0,6}`
const BREAK = String.raw`(?:\r?\n|(?:\\{1,3}r)?\\{1,3}n)[ \t]{0,40}`

/** Passwords, keys and tokens in German, French, Spanish, Portuguese, Chinese and Japanese, by how they end. */
const LABELS = [
  'chlüssel',
  'ot de passe',
  'lé API',
  "lé d'API",
  'lé secrète',
  'ontraseña',
  'lave API',
  'lave de API',
  'lave secreta',
  'have API',
  'have de API',
  'have da API',
  'have secreta',
  'alavra-passe',
  '密码',
  '密碼',
  '口令',
  '密钥',
  '密鑰',
  '令牌',
  'パスワード',
  'キー',
  'トークン',
]

const AROUND_COLON = String.raw`[*"'\x60\\ \u00a0]{0,4}`
/** Of ASCII, since a text without spaces may go on behind it, and no sign that ends a sentence. */
const PRINTED = String.raw`[!#-&(-;=?-[\]-_a-~]{7,399}[\w=$@#%&*+/~^-]`

/** Where no `:` or `=` is between the two alone. */
export const PAIR_FORMS: readonly PairForm[] = [
  // Headers as HAR and MCP have them, in both orders.
  {
    probes: ['value'],
    pattern: form(
      String.raw`(?<q>${QUOTE})(?:name|key|header|field)\k<q>\s{0,4}:\s{0,4}\k<q>(?<name>${NAME})\k<q>\s{0,4},${SPACE}${MEMBERS}\k<q>value\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probes: ['value'],
    pattern: form(
      String.raw`(?<q>${QUOTE})value\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>${QUOTED})\k<q>\s{0,4},${SPACE}${MEMBERS}\k<q>(?:name|key|header|field)\k<q>\s{0,4}:\s{0,4}\k<q>(?<name>${NAME})\k<q>`,
    ),
  },
  // Variables of containers, in YAML; settings, in XML.
  { probes: ['value'], pattern: form(String.raw`name: (?<name>${NAME})${BREAK}value: (?:${QUOTE})?(?<value>${BARE})`) },
  {
    probes: ['value'],
    pattern: form(
      String.raw`(?:key|name)=(?<q>${QUOTE})(?<name>${NAME})\k<q>\s{1,8}value=\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probes: ['</'],
    pattern: form(
      String.raw`<(?:[\w-]{1,40}:)?(?<name>${NAME})(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?(?<value>[^<>\]]{4,4000})(?:\]\]>)?<\/`,
    ),
  },
  // Lists and blocks, in YAML.
  {
    probes: [':'],
    isField: true,
    pattern: form(
      String.raw`(?=:)(?<=(?<name>${NAME})):[ \t]{0,4}(?:[|>][+-]?${BREAK}|${BREAK}- )(?:${QUOTE})?(?<value>${BARE})(?=[\s"'\\]|$)`,
    ),
  },
  // Variables and headers that are set in code, and what stands in for one that is missing.
  {
    probes: ['"]', "']"],
    pattern: form(
      String.raw`\[(?<k>${QUOTE})(?<name>${NAME})\k<k>\]\s{0,4}(?:=|\|\||\?\?)\s{0,4}(?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probes: ['|| ', '?? ', ':= ', '<- ', '-> '],
    pattern: form(
      String.raw`(?= (?:\|\||\?\?|:=|<-|->) )(?<=(?<name>${NAME})) (?:\|\||\?\?|:=|<-|->) (?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  },
  {
    probes: ['= '],
    pattern: form(
      String.raw`(?=\??:)(?<=(?<name>${NAME}))\??: {0,2}(?:str|[Ss]tring)(?: \| (?:None|null|undefined))? = (?<q>${QUOTE})(?<value>${QUOTED})\k<q>`,
    ),
  },
  // `new ApiKeyCredential("…")`, `.apiKey("…")`; a login with both its parts.
  { probes: ['('], pattern: form(String.raw`(?=\()(?<=(?<name>${NAME}))\((?<q>${QUOTE})(?<value>${QUOTED})\k<q>`) },
  {
    probes: ['('],
    isCertain: true,
    pattern: form(
      String.raw`(?:\bauth=|BasicAuth)\((?<q>${QUOTE})[^"'\\\r\n]{1,100}\k<q>, ?\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  // SQL, and what a text says.
  {
    probes: ['PASSWORD ', 'password ', 'Password ', 'passphrase '],
    pattern: form(
      String.raw`(?<name>PASSWORD|[Pp]assword|passphrase) (?:is )?(?<q>${QUOTE})(?<value>[^\s"'\\]{8,400})\k<q>`,
    ),
  },
  {
    probes: ['IDENTIFIED BY', 'identified by'],
    isCertain: true,
    pattern: form(String.raw`(?:IDENTIFIED BY|identified by) (?<q>${QUOTE})(?<value>[^\s"'\\]{8,400})\k<q>`),
  },
  {
    probes: [' is', '**', 'ey: '],
    pattern: form(
      String.raw`(?= is|\*\*:|:)(?<=(?<name>(?:[Aa][Pp][Ii]|[Aa]ccess|[Ss]ecret) (?:[Kk]ey|KEY|[Tt]oken)|[Pp]assword|[Tt]oken|[Ss]ecret))(?: is:?|\*\*:|:\*\*|:) \x60?(?<value>[\w+/=~-]{12,400})`,
    ),
  },
  // The same in other languages, whose letters are no names of fields.
  {
    probes: LABELS,
    pattern: form(
      String.raw`(?:${LABELS.join('|')})${AROUND_COLON}(?::|\uff1a|=)${AROUND_COLON}(?:(?:${SCHEMES}) )?(?<value>${PRINTED})`,
    ),
  },
  {
    probes: ['\uff1a'],
    pattern: form(String.raw`(?=\uff1a)(?<=(?<name>${NAME}))\uff1a ?(?:${QUOTE})?(?<value>${PRINTED})`),
  },
  // Images and shells.
  {
    probes: ['ENV '],
    pattern: form(String.raw`(?:\b|(?<=\\n))ENV (?<name>${NAME}) (?:${QUOTE})?(?<value>${BARE})`),
  },
  { probes: ['set'], pattern: form(String.raw`\bset(?:x| -g?x) (?<name>${NAME}) (?:${QUOTE})?(?<value>${BARE})`) },
  {
    probes: [' -p'],
    isCertain: true,
    pattern: form(
      String.raw`(?:docker login (?:[^\s-]\S{0,100} |-u \S{1,100} )?|sshpass )-p ?(?:${QUOTE})?(?<value>${BARE})`,
    ),
  },
  // `mysql -p…`, a line of `.pgpass`, a variable of Terraform.
  {
    probes: ['mysql', 'mariadb'],
    pattern: form(
      String.raw`\b(?:mysql|mariadb)[\w-]{0,20}(?:[^\r\n;|&\\]|\\{1,3}["']){1,120}?[\s"'\\]-p(?:${QUOTE})?(?<value>${BARE})`,
    ),
  },
  {
    probes: [':'],
    pattern: form(
      String.raw`(?=:(?:\d{4,5}|\*):[\w*])(?<=(?:^|[\s"']|\\n)[A-Za-z*][\w.-]{0,100}):(?:\d{4,5}|\*):[\w*.-]{1,63}:[\w*.@-]{1,63}:(?<value>[^\s:"'\\<>]{8,400})(?=[\s"'\\]|$)`,
    ),
  },
  {
    probes: ['variable'],
    pattern: form(
      String.raw`\bvariable\s{1,4}(?<q>${QUOTE})(?<name>${NAME})\k<q>\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,20}=\s{0,4}\k<q>(?<value>${QUOTED})\k<q>`,
    ),
  },
  // PHP and Ruby.
  {
    probes: ['=>'],
    pattern: form(String.raw`(?:${QUOTE}|:)(?<name>${NAME})(?:${QUOTE})?\s{0,8}=>\s{0,8}${QUOTE}(?<value>${QUOTED})`),
  },
  // Command lines.
  { probes: ['--'], pattern: form(String.raw`(?<![\w-])--(?<name>${NAME})[ \t]{1,4}(?:${QUOTE})?(?<value>${BARE})`) },
  {
    probes: ['-u'],
    isCertain: true,
    pattern: form(
      String.raw`(?<![\w-])-u[ =](?:${QUOTE})?(?<user>[^\s:"'\\]{1,100}):(?!\k<user>(?![\w-]))(?<value>${BARE})`,
    ),
  },
  {
    probes: ['--user'],
    isCertain: true,
    pattern: form(String.raw`--user[ =](?:${QUOTE})?(?<user>[^\s:"'\\]{1,100}):(?!\k<user>(?![\w-]))(?<value>${BARE})`),
  },
  // `.netrc`
  {
    probes: ['login'],
    pattern: form(
      String.raw`(?:\b|(?<=\\n))login[ \t]{1,8}\S{1,100}?(?:[ \t]|\s{1,20}|${BREAK})(?<name>password)[ \t]{1,8}(?<value>${BARE})`,
    ),
  },
  // A table in Markdown.
  {
    probes: ['| '],
    pattern: form(
      String.raw`\|[ \t]{0,20}\x60?(?<name>[A-Za-z][\w -]{1,58}?)\x60?[ \t]{0,20}\|[ \t]{0,8}\x60?(?<value>[^\s|\x60"'\\]{8,400})\x60?[ \t]{0,20}\|`,
    ),
  },
  // The private parts of a JSON Web Key (RFC 7518, section 6).
  {
    probes: ['kty'],
    isCertain: true,
    pattern: form(String.raw`(?<q>${QUOTE})(?:d|p|q|dp|dq|qi|k)\k<q>\s{0,4}:\s{0,4}\k<q>(?<value>[\w-]{20,4000})\k<q>`),
  },
]

function form(source: string): RegExp {
  return new RegExp(source, 'g')
}
