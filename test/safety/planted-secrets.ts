import { spell, SPELLINGS } from './spellings.ts'

/** A secret, the variables and headers that make it one, and how it is written in text. */
export interface PlantedSecret {
  readonly name: string
  /** Stands in the URL, in a header, in the bodies and in the answers. */
  readonly text: string
  /** A part of it that must be found nowhere. */
  readonly trace: string
  /** The field of JSON, forms and multipart that it is sent in. */
  readonly field?: string
  /** Headers that carry it. */
  readonly headers: Readonly<Record<string, string>>
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** What a key vault gives out: never the same text twice. */
interface Issue {
  readonly letters: (length: number) => string
  readonly hex: (length: number) => string
  readonly upper: (length: number) => string
  readonly digits: (length: number) => string
}

function issueOf(number: number): Issue {
  let state = number
  // Park and Miller's generator: the same issue is the same in every run.
  const next = (): number => (state = (state * 48_271) % 2_147_483_647)
  const take = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[next() % alphabet.length]).join('')
  return {
    letters: (length) => take(ALPHABET, length),
    hex: (length) => take('0123456789abcdef', length),
    upper: (length) => take('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length),
    digits: (length) => take('1234567890', length),
  }
}

/** The values of the environment that are planted, by variable. */
export function plantedVariables(number: number): Readonly<Record<string, string>> {
  const { letters, hex, digits } = issueOf(number + 2000)
  return {
    PLANTED_API_KEY: `kv7/${letters(20)}+"${letters(6)}"=`,
    CLIENT_SECRET: `Zx9~${hex(24)}`,
    DB_PASSWORD: `p4ss w0rd&${letters(12)}`,
    GITHUB_TOKEN: `tok.${letters(8)}.${letters(18)}`,
    AZURE_OPENAI_KEY: hex(32),
    PGPASSWORD: `pg${digits(4)}`,
    DB_PASS: `Sesame${digits(3)}`,
    DB_PASSWD: `open.${letters(5)}`,
    MYSQL_PWD: digits(9),
    GH_PAT: letters(14),
    SSH_PASSPHRASE: `correct horse ${letters(6)} staple`,
    SECRETKEY: letters(16),
    MY_ACCESSTOKEN: letters(18),
    SESSION_JWT: letters(20),
    NPM_AUTH: hex(24),
    ADMIN_PASSWORD: `Moon${digits(2)}`,
    DATABASE_URL: `postgres://ann:${letters(10)}7@db.example/x`,
  }
}

/**
 * Lists tokens of every shape.
 *
 * @param number - issue: another number gives other secrets of the same kinds
 */
export function plantedTokens(number: number): readonly PlantedSecret[] {
  return tokens(issueOf(number))
}

/**
 * Lists what only its place says to be a secret: values of variables in every spelling, headers, fields.
 *
 * @param number - issue: another number gives other secrets of the same kinds
 */
export function plantedCredentials(number: number): readonly PlantedSecret[] {
  return [
    ...ofTheEnvironment(number),
    ...credentials(issueOf(number + 1000)),
    ...fields(issueOf(number + 3000)),
    ...places(issueOf(number + 4000)),
  ]
}

function tokens({ letters, hex, upper, digits }: Issue): readonly PlantedSecret[] {
  const kinds: readonly (readonly [string, string])[] = [
    ['OpenAI, old', `sk-${letters(48)}`],
    ['OpenAI, project', `sk-proj-${letters(40)}_-${letters(20)}`],
    ['OpenAI, service account', `sk-svcacct-${letters(40)}`],
    ['OpenAI, admin', `sk-admin-${letters(40)}`],
    ['DeepSeek', `sk-${hex(32)}`],
    ['Anthropic, API', `sk-ant-api03-${letters(60)}-_${letters(20)}AA`],
    ['Anthropic, admin', `sk-ant-admin01-${letters(40)}`],
    ['Anthropic, OAuth', `sk-ant-oat01-${letters(40)}`],
    ['Google, API key', `AIza${letters(35)}`],
    ['Google, AQ key', `AQ.${letters(40)}`],
    ['Google, OAuth', `ya29.${letters(60)}`],
    ['AWS, key id', `AKIA${upper(16)}`],
    ['AWS, session key id', `ASIA${upper(16)}`],
    ['Bedrock', `ABSK${letters(80)}==`],
    ['Groq', `gsk_${letters(52)}`],
    ['Hugging Face', `hf_${letters(34)}`],
    ['xAI', `xai-${letters(80)}`],
    ['OpenRouter', `sk-or-v1-${hex(64)}`],
    ['Fireworks', `fw_${letters(24)}`],
    ['Perplexity', `pplx-${letters(48)}`],
    ['Replicate', `r8_${letters(37)}`],
    ['Cerebras', `csk-${hex(48)}`],
    ['Voyage', `pa-7Q${letters(41)}`],
    ['NVIDIA', `nvapi-${letters(64)}`],
    ['Together', `tgp_v1_${letters(43)}`],
    ['LangSmith', `lsv2_pt_${hex(32)}_${hex(10)}`],
    ['GitHub', `ghp_${letters(36)}`],
    ['GitHub, fine-grained', `github_pat_${letters(22)}_${letters(59)}`],
    ['GitLab', `glpat-${letters(20)}`],
    ['npm', `npm_${letters(36)}`],
    ['Stripe', `sk_live_${letters(24)}`],
    ['Slack', `xoxb-${digits(10)}-${digits(12)}-${letters(24)}`],
    ['Slack webhook', `https://hooks.slack.com/services/T${upper(10)}/B${upper(10)}/${letters(24)}`],
    ['Discord webhook', `https://discord.com/api/webhooks/${digits(18)}/${letters(68)}`],
    ['Sentry', `https://${hex(32)}@o450.ingest.sentry.io/4507`],
    ['login in a URL', `postgres://ann:${letters(16)}@db.example/x`],
    ['signed URL, Azure', `https://a.example/i.png?se=1&sig=${letters(43)}%3D`],
    ['signed URL, AWS', `https://a.example/i.png?X-Amz-Signature=${hex(64)}`],
    ['signed URL, Google', `https://a.example/i.png?X-Goog-Signature=${hex(64)}`],
    ['token in a URL', `https://a.example/cb?access_token=${letters(30)}`],
    ['JSON web token', `eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`],
    ['OpenAI, short-lived', `ek_${hex(32)}`],
    ['webhook of Stripe', `whsec_${letters(32)}`],
    ['ElevenLabs', `sk_${hex(48)}`],
    ['Tavily', `tvly-dev-7${letters(31)}`],
    ['Pinecone', `pcsk_${letters(6)}_${letters(60)}`],
    ['Langfuse', `sk-lf-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
    ['Jina', `jina_${letters(60)}`],
    ['PyPI', `pypi-AgEIcHlwaS5vcmc${letters(60)}`],
    ['Vault', `hvs.${letters(90)}`],
    ['DigitalOcean', `dop_v1_${hex(64)}`],
    ['Notion', `ntn_${letters(46)}`],
    ['Postman', `PMAK-${hex(24)}-${hex(34)}`],
    ['Atlassian', `ATATT3${letters(180)}=${upper(8).replaceAll(/[G-Z]/g, 'A')}`],
    ['Supabase', `sbp_${hex(40)}`],
    ['Azure, account', `AccountKey=${letters(86)}==`],
    ['Google, client secret', `GOCSPX-${letters(28)}`],
    ['Google, refresh token', `1//0${letters(80)}`],
    ['Docker', `dckr_pat_${letters(27)}`],
    ['Linear', `lin_api_${letters(40)}`],
    ['Shopify', `shpat_${hex(32)}`],
    ['encrypted web token', `eyJ${letters(20)}..${letters(16)}.${letters(40)}.${letters(22)}`],
    ['bearer in a text', `Authorization: Bearer ${hex(40)}`],
    ['header in a text', `x-api-key: ${hex(32)}`],
    ['setting in a text', `SERVICE_TOKEN=${letters(24)}`],
    [
      'PGP key',
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${letters(62)}\n${letters(20)}==\n-----END PGP PRIVATE KEY BLOCK-----`,
    ],
    ['age key', `AGE-SECRET-KEY-1${upper(58)}`],
    ['SendGrid', `SG.${letters(22)}.${letters(43)}`],
    ['E2B', `e2b_${hex(40)}`],
    ['Databricks', `dapi${hex(32)}`],
    ['Mapbox', `sk.eyJ${letters(60)}.${letters(22)}`],
    ['bot of Telegram', `${digits(10)}:AA${letters(33)}`],
    ['Airtable', `pat${letters(14)}.${hex(64)}`],
    ['HubSpot', `pat-na1-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
    ['Dropbox', `sl.u.${letters(135)}`],
    ['Mailgun', `key-${hex(32)}`],
    ['Twilio', `SK${hex(32)}`],
    ['LlamaCloud', `llx-${letters(48)}`],
    ['Helicone', `sk-helicone-${hex(7)}-${hex(7)}-${hex(7)}-${hex(7)}`],
    ['New Relic', `NRAK-${upper(27)}`],
    ['Grafana Cloud', `glc_eyJ${letters(80)}`],
    ['Terraform', `${letters(14)}.atlasv1.${letters(64)}`],
    ['Entra', `${letters(3)}8Q~${letters(34)}`],
    ['Vercel', `vcp_${letters(56)}`],
    ['Tailscale', `tskey-auth-${letters(16)}-${letters(32)}`],
    ['PlanetScale', `pscale_tkn_${letters(43)}`],
    ['Contentful', `CFPAT-${letters(43)}`],
    ['Brevo', `xkeysib-${hex(64)}-${letters(16)}`],
    ['Mailchimp', `${hex(32)}-us14`],
    ['token removed in a diff', `@@ -1 +1 @@\n-ghp_${letters(36)}\n+none\n`],
    ['token in hex', Buffer.from(`the key ghp_${letters(36)}`).toString('hex')],
    ['token in base64', Buffer.from(`the key ghp_${letters(36)}`).toString('base64')],
    ['token as the user of a URL', `https://${letters(24)}7@git.example/a.git`],
    ['password without a user', `redis://:${letters(16)}@cache.example:6379`],
    ['private key', `-----BEGIN PRIVATE KEY-----\n${letters(62)}\n${letters(20)}==\n-----END PRIVATE KEY-----`],
  ]
  return kinds.map(([name, text]) => ({ name, text, trace: middleOf(secretPartOf(text)), headers: {} }))
}

function ofTheEnvironment(number: number): readonly PlantedSecret[] {
  const { PLANTED_API_KEY = '', ...others } = plantedVariables(number)
  const spelled = SPELLINGS.map((spelling) => {
    // Without the quotes of the JSON token.
    const text: unknown = JSON.parse(spell(spelling, PLANTED_API_KEY))
    return {
      name: `key of the environment, ${spelling}`,
      text: String(text),
      trace: middleOf(spell(spelling, PLANTED_API_KEY).slice(1, -1)),
      headers: {},
    }
  })
  return [
    ...spelled,
    ...Object.entries(others).map(([name, text]) => ({
      name,
      text,
      trace: middleOf(/:(?!\/)(.+)@/.exec(text)?.[1] ?? text),
      headers: {},
    })),
  ]
}

function credentials({ letters, hex, digits }: Issue): readonly PlantedSecret[] {
  const password = `sesame${digits(4)}`
  const login = btoa(`ann:${password}`)
  const kinds: readonly (readonly [string, string, (text: string) => Readonly<Record<string, string>>])[] = [
    ['bearer', `b34r.${letters(24)}`, (text) => ({ authorization: `Bearer ${text}` })],
    ['bearer that looks like a word', `sesame${digits(3)}`, (text) => ({ authorization: `Bearer ${text}` })],
    ['x-api-key', `a1-${letters(20)}`, (text) => ({ 'x-api-key': text })],
    ['api-key', hex(30), (text) => ({ 'api-key': text })],
    ['x-goog-api-key', `g1-${letters(20)}`, (text) => ({ 'x-goog-api-key': text })],
    ['x-amz-security-token', `FwoG${letters(40)}`, (text) => ({ 'x-amz-security-token': text })],
    ['basic login', password, () => ({ authorization: `Basic ${login}` })],
    ['basic login, encoded', login, () => ({ authorization: `Basic ${login}` })],
    ['apikey', `k7-${letters(16)}`, (text) => ({ apikey: text })],
    ['x-apikey', `k8-${letters(16)}`, (text) => ({ 'x-apikey': text })],
    ['sessionid', hex(24), (text) => ({ sessionid: text })],
    ['x-session-id', hex(26), (text) => ({ 'x-session-id': text })],
    ['bearer, as a name', letters(22), (text) => ({ bearer: text })],
    ['x-jwt-assertion', letters(30), (text) => ({ 'x-jwt-assertion': text })],
    ['x-signature', hex(40), (text) => ({ 'x-signature': text })],
    ['cookie', `c0-${letters(20)}`, (text) => ({ cookie: `lang=en; session=${text}` })],
    [
      'AWS signature',
      hex(64),
      (text) => ({ authorization: `AWS4-HMAC-SHA256 Credential=x/y, SignedHeaders=host, Signature=${text}` }),
    ],
  ]
  return kinds.map(([name, text, headers]) => ({
    name: `credential, ${name}`,
    text,
    trace: text,
    headers: headers(text),
  }))
}

function fields({ letters, hex, digits }: Issue): readonly PlantedSecret[] {
  const kinds: readonly (readonly [string, string])[] = [
    ['authorization', `Bearer ${letters(20)}`],
    ['authorization_token', letters(20)],
    ['api_key', letters(16)],
    ['apiKey', hex(20)],
    ['password', `Sesame${digits(4)}`],
    ['client_secret', letters(18)],
    ['refresh_token', `${letters(10)}-${letters(10)}`],
    ['access_token', letters(24)],
    ['secret_key', `s${digits(9)}`],
    ['DB_PASS', `open${digits(5)}`],
    ['X-Api-Key', hex(24)],
    ['token', hex(26)],
    ['AWSAccessKeyId', letters(20)],
    ['license_key', `${hex(5)}-${hex(5)}-${hex(5)}`],
    ['user_token', letters(15)],
    ['auth_key', letters(15)],
  ]
  return kinds.map(([field, text]) => ({
    name: `field, ${field}`,
    field,
    text,
    trace: middleOf(text.replace('Bearer ', '')),
    headers: {},
  }))
}

// What only the name beside it says to be a secret, in every way in which the two are written.
function places({ letters, hex }: Issue): readonly PlantedSecret[] {
  const kinds: readonly (readonly [string, (value: string) => string])[] = [
    ['list of pairs', (value) => JSON.stringify([['x-api-key', value]])],
    ['raw headers', (value) => JSON.stringify(['host', 'a.example', 'X-Api-Key', value, 'accept', '*/*'])],
    ['name and value', (value) => JSON.stringify([{ name: 'X-Api-Key', value }])],
    ['value and name', (value) => JSON.stringify([{ value, key: 'Authorization' }])],
    ['variables of a container', (value) => `env:\n  - name: API_TOKEN\n    value: ${value}\n`],
    ['list of keys', (value) => JSON.stringify({ api_keys: ['none', value] })],
    ['wrapped value', (value) => JSON.stringify({ client_secret: { value } })],
    ['header in a list', (value) => JSON.stringify({ 'set-cookie': [`sid=${value}; Path=/`] })],
    ['parameters', (value) => JSON.stringify({ args: ['serve', '--api-key', value] })],
    ['command line', (value) => `serve --api-key ${value} --verbose`],
    ['curl', (value) => `curl -u ann:${value} https://a.example`],
    ['netrc', (value) => `machine a.example\n  login ann\n  password ${value}\n`],
    ['PHP', (value) => `['api_key' => '${value}']`],
    ['XML', (value) => `<Credentials><SecretAccessKey>${value}</SecretAccessKey></Credentials>`],
    ['setting in XML', (value) => `<add key="ApiKey" value="${value}" />`],
    ['GraphQL', (value) => `mutation { login(user: "ann", password: "${value}") { id } }`],
    ['parameter in Python', (value) => `client = OpenAI(api_key="${value}")`],
    ['table', (value) => `| Name | Value |\n|---|---|\n| API key | ${value} |\n`],
    ['web key', (value) => JSON.stringify({ kty: 'EC', crv: 'P-256', d: value })],
  ]
  return kinds.map(([name, write]) => {
    const value = `${letters(9)}7${hex(20)}`
    return { name: `place, ${name}`, text: write(value), trace: middleOf(value), headers: {} }
  })
}

// Of a URL or a key file, the part that is secret.
function secretPartOf(text: string): string {
  return (
    /(?<=\n).*(?=\n[^\n]*==)|(?<==)[^=]{16,}$|(?<=services\/|webhooks\/).*|(?<=:\/\/(?:\w+:)?)\w{16,}(?=@)/.exec(
      text,
    )?.[0] ?? text
  )
}

function middleOf(text: string): string {
  return text.slice(Math.max(0, Math.floor(text.length / 2) - 6), Math.floor(text.length / 2) + 6)
}
