import { spell, SPELLINGS } from './spellings.ts'

/** A secret, the variables and headers that make it one, and how it is written in text. */
export interface PlantedSecret {
  readonly name: string
  /** Stands in the URL, in a header, in the bodies and in the answers. */
  readonly text: string
  /** A part of it that must be found nowhere. */
  readonly trace: string
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
  const { letters, hex } = issueOf(number + 2000)
  return {
    PLANTED_API_KEY: `kv7/${letters(20)}+"${letters(6)}"=`,
    CLIENT_SECRET: `Zx9~${hex(24)}`,
    DB_PASSWORD: `p4ss w0rd&${letters(12)}`,
    GITHUB_TOKEN: `tok.${letters(8)}.${letters(18)}`,
    AZURE_OPENAI_KEY: hex(32),
  }
}

/**
 * Lists secrets of every kind.
 *
 * @param number - issue: another number gives other secrets of the same kinds
 * @returns the secrets
 */
export function plantedSecrets(number: number): readonly PlantedSecret[] {
  return [...tokens(issueOf(number)), ...ofTheEnvironment(number), ...credentials(issueOf(number + 1000))]
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
    ...Object.entries(others).map(([name, text]) => ({ name, text, trace: middleOf(text), headers: {} })),
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

// Of a URL or a key file, the part that is secret.
function secretPartOf(text: string): string {
  return (
    /(?<=\n).*(?=\n[^\n]*==)|(?<==)[^=]{16,}$|(?<=services\/|webhooks\/).*|(?<=:\/\/(?:\w+:)?)\w{16,}(?=@)/.exec(
      text,
    )?.[0] ?? text
  )
}

function middleOf(text: string): string {
  return text.slice(Math.floor(text.length / 2) - 6, Math.floor(text.length / 2) + 6)
}
