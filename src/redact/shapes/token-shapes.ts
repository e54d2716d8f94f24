import { escapePattern } from '../../text/patterns/escape-pattern.ts'

/** How the tokens of one issuer look. */
export interface TokenShape {
  /** Text that is there whenever `pattern` can match: a search for it is much cheaper than the pattern. */
  readonly probe: string
  /** Matches the secret part, or the end of one whose group `before` has what is before; global. */
  readonly pattern: RegExp
}

/**
 * Source of a pattern for a place right after an escape: in JSON text the `n` of `\n` and in a URL the `D` of `%3D`
 * are directly before a word, and are no part of it.
 */
export const ESCAPE_BEFORE = String.raw`(?<=\\[nrtbf]|\\u[0-9a-fA-F]{4}|%[0-9A-Fa-f]{2})`
// A token starts where no word goes on, after the sign of a line in a diff, or right after an escape.
const LINE_OF_DIFF = String.raw`(?<=(?:^|[\s"'\x60]|\\[nrt])[-+]{1,2})`
const TOKEN_START = String.raw`(?:(?<![A-Za-z0-9_-])|${LINE_OF_DIFF}|${ESCAPE_BEFORE})`
// For markers that base64 can contain: images and encrypted reasoning are full of `+` and `/`. A short run before one
// is no base64.
const TOKEN_START_IN_BASE64 = String.raw`(?:(?<![A-Za-z0-9_-]|[A-Za-z0-9+/_-]{20}[+/])|${LINE_OF_DIFF}|${ESCAPE_BEFORE})`
const TOKEN_END = '(?![A-Za-z0-9_-])'

/**
 * Known shapes with at least 16 letters, digits or `+ / - _` in a row; least lengths are some characters below the real
 * ones, far above those of ids such as `msg_…` or `call_…`. Signatures and tokens in links are found by their names, as
 * other fields are.
 */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  // OpenAI (also DeepSeek and others with a bare `sk-`), its short-lived keys, Anthropic, OpenRouter, Stripe
  token('sk-', String.raw`sk-(?:proj|svcacct|admin|None)-[\w-]{20,}`),
  token('sk-', String.raw`sk-[A-Za-z0-9]{32,}`),
  token('ek_', 'ek_[A-Za-z0-9]{24,}'),
  token('sk-ant-', String.raw`sk-ant-[a-z0-9]+-[\w-]{20,}`),
  token('sk-or-v1-', String.raw`sk-or-v1-[0-9a-f]{40,}`),
  token('k_live_', String.raw`[sr]k_live_[A-Za-z0-9]{20,}`),
  token('k_test_', String.raw`[sr]k_test_[A-Za-z0-9]{40,}`),
  // Google: API keys, the newer AQ. keys, OAuth access and refresh tokens, client secrets
  tokenInBase64('AIza', String.raw`AIza[\w-]{35}${TOKEN_END}`),
  token('AQ.', String.raw`AQ\.[\w-]{30,}`),
  token('ya29.', String.raw`ya29\.[\w.-]{30,}`),
  token('1//0', String.raw`1//0[\w-]{40,}`),
  token('GOCSPX-', String.raw`GOCSPX-[\w-]{24,}`),
  // AWS: access key ids, Bedrock API keys
  tokenInBase64('AKIA', `AKIA[A-Z0-9]{16}${TOKEN_END}`),
  tokenInBase64('ASIA', `ASIA[A-Z0-9]{16}${TOKEN_END}`),
  tokenInBase64('ABSK', String.raw`ABSK[A-Za-z0-9+/]{60,}={0,2}`),
  // Azure: keys of accounts and shared access, in connection strings
  { probe: 'Key=', pattern: /(?<=(?:Account|SharedAccess)Key=)[A-Za-z0-9+/%]{40,}={0,2}/g },
  // Other model hosts, and what agents call: search, vectors, traces, voices
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
  token('-lf-', '[sp]k-lf-[0-9a-f]{8}-[0-9a-f-]{20,}'),
  token('sk_', 'sk_[0-9a-f]{40,}'),
  token('tvly-', String.raw`tvly-(?:(?:dev|prod)-)?(?=[\w-]*\d)[\w-]{24,}`),
  token('pcsk_', String.raw`pcsk_\w{40,}`),
  token('jina_', String.raw`jina_[\w-]{40,}`),
  token('fc-', `fc-[0-9a-f]{32}${TOKEN_END}`),
  token('rpa_', `rpa_[A-Z0-9]{36,}`),
  // Code hosts, registries, clouds, chat, work
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'npm_'].map((marker) => token(marker, `${marker}[A-Za-z0-9]{36,}`)),
  token('github_pat_', String.raw`github_pat_\w{50,}`),
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-'].map((marker) => token(marker, String.raw`${marker}[\w.-]{20,}`)),
  token('pypi-', String.raw`pypi-[\w-]{40,}`),
  token('dckr_', String.raw`dckr_(?:pat|oat)_[\w-]{20,}`),
  ...['hvs', 'hvb', 'hvr'].map((marker) => token(`${marker}.`, String.raw`${marker}\.[\w-]{24,}`)),
  token('_v1_', 'do[pors]_v1_[0-9a-f]{60,}'),
  ...['pt', 'st', 'sa'].map((kind) => token(`dp.${kind}.`, String.raw`dp\.${kind}\.[A-Za-z0-9._-]{40,}`)),
  token('pul-', 'pul-[0-9a-f]{40}'),
  token('sbp_', `sbp_(?:oauth_|v0_)?[0-9a-f]{40,}`),
  token('sb_secret_', String.raw`sb_secret_[\w-]{20,}`),
  token('rnd_', 'rnd_[A-Za-z0-9]{28,}'),
  token('xox', 'xox[abeprs]-[A-Za-z0-9-]{20,}'),
  token('xapp-', 'xapp-[A-Za-z0-9-]{30,}'),
  token('ntn_', 'ntn_[A-Za-z0-9]{40,}'),
  token('secret_', 'secret_[A-Za-z0-9]{40,}'),
  token('lin_', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'),
  token('PMAK-', 'PMAK-[0-9a-f]{24}-[0-9a-f]{30,}'),
  token('ATATT3', String.raw`ATATT3[\w-]{50,}(?:=[0-9A-F]{8})?`),
  token('ATCTT3', String.raw`ATCTT3[\w-]{50,}(?:=[0-9A-F]{8})?`),
  token('shp', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32,}'),
  token('whsec_', 'whsec_[A-Za-z0-9+/]{24,}={0,2}'),
  token('glsa_', 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}'),
  token('figd_', String.raw`figd_[\w-]{36,}`),
  token('phx_', 'phx_[A-Za-z0-9]{40,}'),
  token('SG.', String.raw`SG\.[\w-]{16,}\.[\w-]{30,}`),
  token('e2b_', 'e2b_[0-9a-f]{40}'),
  token('dapi', `dapi[0-9a-f]{32}(?:-\\d)?${TOKEN_END}`),
  token('ls__', 'ls__[0-9a-f]{32}'),
  token('sk.eyJ', String.raw`sk\.eyJ[\w-]{20,}\.[\w-]{16,}`),
  tokenBeforeMarker(String.raw`\d{8,12}`, ':AA', String.raw`[\w-]{32,}`),
  ...['na1', 'na2', 'eu1', 'ap1'].map((region) => token(`pat-${region}-`, `pat-${region}-[0-9a-f]{8}-[0-9a-f-]{20,}`)),
  ...['sl.A', 'sl.B', 'sl.C', 'sl.u.'].map((marker) =>
    token(marker, String.raw`${marker.replaceAll('.', String.raw`\.`)}[\w-]{100,}`),
  ),
  token('sess-', 'sess-[A-Za-z0-9]{36,}'),
  token('pat', String.raw`pat[A-Za-z0-9]{14}\.[0-9a-f]{64}`),
  token('key-', `key-[0-9a-f]{32}${TOKEN_END}`),
  ...['ak-', 'as-'].map((marker) =>
    token(marker, `${marker}(?=[A-Za-z]*\\d)(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{22}${TOKEN_END}`),
  ),
  tokenInBase64('SK', `SK[0-9a-f]{32}${TOKEN_END}`),
  tokenInBase64('cio', `cio(?=[A-Za-z]*\\d)[A-Za-z0-9]{32}${TOKEN_END}`),
  tokenInBase64('BSA', String.raw`BSA(?=[\w-]*\d)[\w-]{27,30}${TOKEN_END}`),
  tokenInBase64('EAA', `EAA(?=[A-Za-z0-9_-]*\\d)[A-Za-z0-9_-]{57,}${TOKEN_END}`),
  ...['sq0atp-', 'sq0csp-'].map((marker) => token(marker, String.raw`${marker}[\w-]{22,}`)),
  token('llx-', 'llx-[A-Za-z0-9]{40,}'),
  token('sk-helicone-', String.raw`sk-helicone-[\w-]{20,}`),
  token('NRAK-', 'NRAK-[A-Z0-9]{26,}'),
  ...['glc', 'ops'].map((marker) => token(`${marker}_eyJ`, String.raw`${marker}_eyJ[\w+/-]{40,}={0,2}`)),
  tokenBeforeMarker('[A-Za-z0-9]{14}', '.atlasv1.', String.raw`[\w-]{60,}`),
  token('rubygems_', 'rubygems_[0-9a-f]{48}'),
  tokenBeforeMarker(String.raw`[\w.~-]{3}`, '8Q~', String.raw`[\w.~-]{31,}`),
  tokenInBase64('LTAI', `LTAI[A-Za-z0-9]{16,26}${TOKEN_END}`),
  tokenInBase64('AKID', `AKID[A-Za-z0-9]{32}${TOKEN_END}`),
  token('CFPAT-', String.raw`CFPAT-[\w-]{40,}`),
  token('dt0c01.', String.raw`dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{60,}`),
  token('xkeysib-', 'xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  tokenBeforeMarker('[0-9a-f]{32}', '-us', String.raw`\d{1,2}${TOKEN_END}`),
  token('HRKU-', String.raw`HRKU-[\w-]{30,}`),
  tokenInBase64('ATBB', `ATBB[A-Za-z0-9]{28,}${TOKEN_END}`),
  token('pscale_', String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{30,}`),
  ...['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'].map((marker) => token(marker, `${marker}[A-Za-z0-9]{20,}${TOKEN_END}`)),
  ...['cfk_', 'cfut_', 'cfat_'].map((marker) => token(marker, `${marker}[A-Za-z0-9]{40,}`)),
  token('tskey-', String.raw`tskey-[a-z]{2,20}-\w{8,}-\w{16,}`),
  token('napi_', 'napi_[a-z0-9]{50,}'),
  token('vercel_blob_rw_', String.raw`vercel_blob_rw_\w{30,}`),
  token('nfp_', 'nfp_[A-Za-z0-9]{30,}'),
  token('fm2_', String.raw`fm2_[\w+/=,-]{60,}`),
  token('bb_live_', String.raw`bb_live_[\w-]{20,}`),
  token('tfp_', String.raw`tfp_[\w-]{40,}`),
  tokenInBase64('AKCp', `AKCp[A-Za-z0-9]{60,}${TOKEN_END}`),
  tokenInBase64('AQVN', String.raw`AQVN[\w-]{34,}${TOKEN_END}`),
  token('sntry', String.raw`sntry[su]_[A-Za-z0-9+/=_-]{40,}`),
  // Signed and encrypted things: JSON web tokens, keys of age, webhooks of chats
  { probe: '.eyJ', pattern: new RegExp(String.raw`(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}`, 'g') },
  token('eyJ', String.raw`eyJ[\w-]{8,}\.[\w-]{0,4000}\.[\w-]{8,}\.[\w-]{16,}\.[\w-]{16,}`),
  token('AGE-SECRET-KEY-', 'AGE-SECRET-KEY-1[A-Z0-9]{40,}'),
  { probe: 'hooks.slack.com', pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/]{20,}/g },
  { probe: 'discord', pattern: /(?<=discord(?:app)?\.com\/api\/webhooks\/)\d{17,20}\/[\w-]{40,}/g },
  { probe: 'api.telegram.org', pattern: /(?<=api\.telegram\.org\/(?:file\/)?bot)\d{6,}:[\w-]{30,}/g },
]

/** A number of 17 to 20 digits, in base64. */
const NUMBER = '(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}(?:[MNO][DTjz][AEIMQUYcgk]?)?'
/** What the token of a Discord bot begins with: it has no marker. */
export const BOT_NUMBER = new RegExp(`${NUMBER}$`)
/** The number of the bot, a time, a signature. */
export const BOT_TOKEN = token('.', String.raw`${NUMBER}\.[\w-]{6,7}\.[\w-]{27,}`)

/** Known shapes that may be short, or have other characters between. */
export const OTHER_SHAPES: readonly TokenShape[] = [
  { probe: '-----BEGIN', pattern: privateKeyPattern() },
  // PuTTY's
  { probe: 'Private-Lines', pattern: puttyPattern() },
  // Neither part may hold what a placeholder is made of, so that redacting again changes nothing.
  { probe: '://', pattern: /(?<=:\/\/)[^\s/?#:@"'<>\\]*:[^\s/?#@"'<>\\]+(?=@)/g },
  // A token in the place of the user.
  { probe: '://', pattern: /(?<=:\/\/)(?=[\w.~-]*\d)(?=[\w.~-]*[A-Za-z])[\w.~-]{20,}(?=@[\w.-])/g },
  // The key of a Sentry DSN is alone before the host.
  { probe: '://', pattern: /(?<=:\/\/)[0-9a-f]{32}(?=@[\w.-]+\/\d+)/g },
  // After its scheme, whatever looks random; words about a bearer do not.
  ...['Bearer ', 'bearer '].map((probe) => ({ probe, pattern: bearerPattern(probe.trim()) })),
]

function bearerPattern(scheme: string): RegExp {
  return new RegExp(String.raw`(?<=${scheme} {1,4})(?=[\w.~+/-]*\d)(?=[\w.~+/-]*[A-Za-z])[\w.~+/-]{16,}={0,2}`, 'g')
}

function token(marker: string, source: string): TokenShape {
  return { probe: marker, pattern: new RegExp(`${TOKEN_START}${source}`, 'g') }
}

// Its marker is looked for first, and only then what is before it, which may begin at every digit of a log.
function tokenBeforeMarker(before: string, marker: string, behind: string): TokenShape {
  const source = `${escapePattern(marker)}${behind}`
  return { probe: marker, pattern: new RegExp(`(?=${source})(?<=${TOKEN_START}(?<before>${before}))${source}`, 'g') }
}

function tokenInBase64(marker: string, source: string): TokenShape {
  return { probe: marker, pattern: new RegExp(`${TOKEN_START_IN_BASE64}${source}`, 'g') }
}

// Its lines of base64, up to the first that is none.
function puttyPattern(): RegExp {
  const lineBreak = String.raw`(?:\s{1,4}|(?:\\{1,3}r)?\\{1,3}n)`
  const line = String.raw`[A-Za-z0-9+/]{2,80}={0,2}(?=\s|\\|"|$)`
  return new RegExp(String.raw`(?<=Private-Lines: \d{1,3}${lineBreak})${line}(?:${lineBreak}${line}){0,400}`, 'g')
}

// A key that was cut off before its end line is a secret too; the bare words of a manual are not. A dash within it is
// that of a header of PGP, so that a key ends where the next one begins.
function privateKeyPattern(): RegExp {
  // In a form, a space is a plus.
  const name = String.raw`(?:[A-Z0-9]+[ +]){0,6}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----`
  return new RegExp(
    String.raw`-----BEGIN[ +]${name}(?:(?:[^-]|-(?!----)){40,16000}-----END[ +]${name}|[A-Za-z0-9+/=\s\\]{40,})`,
    'g',
  )
}
