/** How the tokens of one issuer look. */
export interface TokenShape {
  /** Text that is there whenever `pattern` can match: a search for it is much cheaper than the pattern. */
  readonly probe: string
  /** Matches the secret part; global. */
  readonly pattern: RegExp
}

/**
 * Source of a pattern for a place right after an escape: in JSON text the `n` of `\n` and in a URL the `D` of `%3D`
 * stand directly before a word, and are no part of it.
 */
export const ESCAPE_BEFORE = String.raw`(?<=\\[nrtbf]|\\u[0-9a-fA-F]{4}|%[0-9A-Fa-f]{2})`
// A token starts where no word goes on, or right after an escape.
const TOKEN_START = String.raw`(?:(?<![A-Za-z0-9_-])|${ESCAPE_BEFORE})`
// For markers that base64 can contain: images and encrypted reasoning are full of `+` and `/`. A short run before one
// is no base64.
const TOKEN_START_IN_BASE64 = String.raw`(?:(?<![A-Za-z0-9_-]|[A-Za-z0-9+/_-]{20}[+/])|${ESCAPE_BEFORE})`
const TOKEN_END = '(?![A-Za-z0-9_-])'

/**
 * Known shapes; least lengths are some characters below the real ones, far above those of ids such as `msg_…` or
 * `call_…`.
 */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  // OpenAI (also DeepSeek and others with a bare `sk-`), Anthropic, OpenRouter, Stripe
  token('sk-', String.raw`sk-(?:proj|svcacct|admin|None)-[\w-]{20,}`),
  token('sk-', String.raw`sk-[A-Za-z0-9]{32,}`),
  token('sk-ant-', String.raw`sk-ant-[a-z0-9]+-[\w-]{20,}`),
  token('sk-or-v1-', String.raw`sk-or-v1-[0-9a-f]{40,}`),
  token('k_live_', String.raw`[sr]k_live_[A-Za-z0-9]{20,}`),
  // Google: API keys, the newer AQ. keys, OAuth access tokens
  tokenInBase64('AIza', String.raw`AIza[\w-]{35}${TOKEN_END}`),
  token('AQ.', String.raw`AQ\.[\w-]{30,}`),
  token('ya29.', String.raw`ya29\.[\w.-]{30,}`),
  // AWS: access key ids, Bedrock API keys
  tokenInBase64('AKIA', `AKIA[A-Z0-9]{16}${TOKEN_END}`),
  tokenInBase64('ASIA', `ASIA[A-Z0-9]{16}${TOKEN_END}`),
  tokenInBase64('ABSK', String.raw`ABSK[A-Za-z0-9+/]{60,}={0,2}`),
  // Other model hosts
  token('gsk_', 'gsk_[A-Za-z0-9]{40,}'),
  token('hf_', `hf_[A-Za-z0-9]{30,}${TOKEN_END}`),
  token('xai-', 'xai-[A-Za-z0-9]{60,}'),
  token('fw_', `fw_[A-Za-z0-9]{20,}${TOKEN_END}`),
  token('pplx-', 'pplx-[A-Za-z0-9]{40,}'),
  token('r8_', `r8_[A-Za-z0-9]{30,}${TOKEN_END}`),
  token('csk-', 'csk-[a-z0-9]{40,}'),
  token('pa-', String.raw`pa-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{40,}`),
  token('nvapi-', String.raw`nvapi-[\w-]{60,}`),
  token('tgp_v1_', String.raw`tgp_v1_[\w-]{40,}`),
  token('lsv2_', 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}'),
  // Code hosts, registries, chat
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'npm_'].map((marker) => token(marker, `${marker}[A-Za-z0-9]{36,}`)),
  token('github_pat_', String.raw`github_pat_\w{50,}`),
  token('glpat-', String.raw`glpat-[\w-]{20,}`),
  token('xox', 'xox[abeprs]-[A-Za-z0-9-]{20,}'),
  // Signed and encrypted things: JSON web tokens, private keys, user and password in a URL, the secrets of signed URLs
  token('.eyJ', String.raw`eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}`),
  { probe: 'KEY-----', pattern: privateKeyPattern() },
  // Neither part may hold what a placeholder is made of, so that redacting again changes nothing.
  { probe: '://', pattern: /(?<=:\/\/)[^\s/?#:@"'<>\\]+:[^\s/?#@"'<>\\]+(?=@)/g },
  // The key of a Sentry DSN stands alone before the host; webhooks of chats are secrets as a whole.
  { probe: '://', pattern: /(?<=:\/\/)[0-9a-f]{32}(?=@[\w.-]+\/\d+)/g },
  { probe: 'hooks.slack.com', pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/]{20,}/g },
  { probe: 'discord', pattern: /(?<=discord(?:app)?\.com\/api\/webhooks\/)\d{17,20}\/[\w-]{40,}/g },
  ...['Signature=', 'Security-Token=', 'Credential=', 'access_token=', 'api_key=', 'key='].map(queryParameter),
  azureSignature(),
]

function token(marker: string, source: string): TokenShape {
  return { probe: marker, pattern: new RegExp(`${TOKEN_START}${source}`, 'g') }
}

function tokenInBase64(marker: string, source: string): TokenShape {
  return { probe: marker, pattern: new RegExp(`${TOKEN_START_IN_BASE64}${source}`, 'g') }
}

// A key that was cut off before its end line is a secret too; the bare words of a manual are not.
function privateKeyPattern(): RegExp {
  // In a form, a space is a plus.
  const begin = '-----BEGIN[ +](?:[A-Z0-9]+[ +])*PRIVATE[ +]KEY-----'
  const end = '-----END[ +](?:[A-Z0-9]+[ +])*PRIVATE[ +]KEY-----'
  return new RegExp(String.raw`${begin}(?:[\s\S]{40,16000}?${end}|[A-Za-z0-9+/=\s\\]{40,})`, 'g')
}

// Links to generated images are signed for some hours, and are what an application reads: they stay. A signature that
// holds for longer, or whose `st` (start) and `se` (end) do not tell, is a key. The end is looked at first, so its
// month is what is compared.
function azureSignature(): TokenShape {
  const between = String.raw`[^\s"'<>]*(?:[?&;]|\\u0026)`
  const isShortLived = String.raw`(?:[?&;]|\\u0026)st=\1-${between}se=(\d{4}-\d\d)-${between}sig=`
  return {
    probe: 'sig=',
    pattern: new RegExp(String.raw`(?<=(?:[?&;]|\\u0026)sig=)(?<!${isShortLived})[^\s&"'<>\\#]{16,}`, 'g'),
  }
}

// Signed URLs turn up in bodies; in JSON their ampersand may be written as an escape.
function queryParameter(ending: string): TokenShape {
  const source = String.raw`(?<=(?:[?&;]|\\u0026)(?:X-Amz-|X-Goog-)?${ending})[^\s&"'<>\\#]{16,}`
  return { probe: ending, pattern: new RegExp(source, 'g') }
}
