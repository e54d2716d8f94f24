import { MODES, type Mode } from '../decide.ts'
import { RewindOptionsError } from '../errors.ts'
import { JSON_PATH } from '../key/json-path-form.ts'
import { assertProvider, parseHostRule, type HostRule } from '../providers/host-rule.ts'
import type { ReplaceRule } from '../text/patterns/replace-rule.ts'
import { parseDuration } from './duration.ts'
import type { RewindRequest } from './match-request.ts'
import { added, converted, single, unset, type Option } from './option.ts'
import { either, flag, func, list, map, number, pattern, record, text, word } from './value.ts'

/** Parts of a request that are left out of its key. */
export interface IgnoreOptions {
  /** JSON paths of the body, such as `$.metadata.user_id`; also fields of forms and multipart bodies (`$.field`). */
  readonly body?: readonly string[]
  /** Names of query parameters. */
  readonly query?: readonly string[]
  /** Names of headers. */
  readonly headers?: readonly string[]
  /** Whether scheme, host and port are left out. @defaultValue `false` */
  readonly origin?: boolean
}

/** What a model costs, in US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number
  readonly output: number
  /** Input tokens that the provider read from its cache. @defaultValue that of `input` */
  readonly cachedInput?: number
}

const HEADER_NAME = String.raw`^[!#$%&'*+.^_\x60|~0-9A-Za-z-]+$`
const name = (example: string) => text({ must: 'a non-empty string', example })
const headerName = (example: string) => text({ must: 'the name of a header', example, pattern: HEADER_NAME })
// What is taken out of every request before its key is made.
const CREDENTIAL_HEADER = /(?:authorization|api-?key|(?:auth|access|security|session)-token|secret)$/iu
const keyHeaderName = text({
  must: 'the name of a header',
  example: 'x-guardrail',
  pattern: HEADER_NAME,
  assert: assertKeyHeader,
})
const hostName = text({
  must: 'a host name',
  example: 'llm.corp.example',
  pattern: String.raw`^(?!.*://)[^\s,/?#@\\]+$`,
  assert: parseHostRule,
})
const providerName = text({ must: 'a non-empty string', example: 'openai', assert: assertProvider })
const hostRule = either<string, Exclude<HostRule, string>>(
  hostName,
  record({ host: hostName, provider: providerName }, 'host', 'provider'),
)
const rules = (as: string) =>
  list(
    record<ReplaceRule>(
      { pattern: pattern(), as: text({ must: 'a string', example: as, empty: true }) },
      'pattern',
      'as',
    ),
  )
const dollars = number({ must: 'US dollars per million tokens', example: 0.1, zero: true })
const lowerCase = (header: string) => header.toLowerCase()
const asGiven = <Value>(value: Value) => value

/**
 * Every option. From here come the types, the checks and their messages, the defaults, the environment variables, and
 * the JSON schema (whose descriptions are the comments below).
 */
export const OPTIONS = {
  /**
   * What becomes of calls to LLM hosts.
   *
   * @defaultValue `'strict'` where CI is detected and under `jest --ci`, `'update'` under the runner's `-u`, else
   *   `'replay'`
   */
  mode: {
    value: word<Mode>(...MODES),
    default: undefined,
    variable: 'REWIND_MODE',
    reach: 'anywhere',
    resolve: (given, { isCI, isUpdate }) => given.at(-1) ?? (isCI ? 'strict' : isUpdate ? 'update' : 'replay'),
  } satisfies Option<Mode, Mode>,

  /** Folder of the cassettes, relative to the project root. @defaultValue `'cassettes'` */
  cassettes: single(name('cassettes'), 'cassettes', { variable: 'REWIND_CASSETTES' }),

  /** Hosts whose traffic is recorded, beside the known LLM hosts. A port counts where one is named. */
  hosts: added<HostRule>(list(hostRule), asGiven),

  /** Replaces the rule by host: says whether a request is recorded and replayed. */
  match: unset(func<(request: RewindRequest) => boolean>("(request) => request.url.includes('/v1/')"), { as: asGiven }),

  /** Parts of a request that are left out of its key. */
  ignore: {
    value: record<IgnoreOptions>({
      body: list(
        text({
          must: "a JSON path ($.a.b, $['a b'], $.list[*].id, $..name)",
          example: '$.metadata.user_id',
          pattern: JSON_PATH,
        }),
      ),
      query: list(name('trace')),
      headers: list(headerName('x-trace')),
      origin: flag(),
    }),
    default: undefined,
    reach: 'anywhere',
    resolve: (given) => ({
      body: given.flatMap(({ body }) => body ?? []),
      query: given.flatMap(({ query }) => query ?? []),
      headers: given.flatMap(({ headers }) => headers ?? []).map(lowerCase),
      origin: given.findLast(({ origin }) => origin !== undefined)?.origin ?? false,
    }),
  } satisfies Option<IgnoreOptions, Required<IgnoreOptions>>,

  /** Replacements made in the key only: for what differs on every run, such as a time. `normalize` has presets. */
  normalize: added<ReplaceRule>(rules('<date>'), asGiven),

  /** Replacements made in the key and in the file: for what must not be stored. */
  redact: added<ReplaceRule>(rules('<customer>'), asGiven),

  /** Request headers that count in the key, beside those that are known to change an answer. */
  keyHeaders: added(list(keyHeaderName), lowerCase),

  /** Response headers that are kept, beside those that clients are known to act on. */
  keepHeaders: added(list(headerName('x-request-id')), lowerCase),

  /** What a request gets when its recorded answers are used up. @defaultValue `'error'` */
  repeats: single(word<'error' | 'last'>('error', 'last'), 'error'),

  /** What recorded calls that were not made do to a test in `strict`. @defaultValue `'fail'` */
  unused: single(word<'fail' | 'warn'>('fail', 'warn'), 'fail'),

  /** Whether answers such as 401, 429 and 5xx, and streams cut by the server, are recorded. @defaultValue `false` */
  recordErrors: single(flag(), false),

  /** US dollars that one run may spend. Once they are spent, further calls are refused. */
  maxSpend: unset(number({ must: 'US dollars', example: 5, zero: true }), {
    variable: 'REWIND_MAX_SPEND',
    reach: 'run',
    as: asGiven,
  }),

  /**
   * How long a test may take once one of its calls went live, as `'2m'`, `'90s'` or milliseconds: lengthens the
   * runner's timeout, never shortens it.
   *
   * @defaultValue `'2m'`
   */
  recordTimeout: converted(
    either(
      text({ must: "a time such as '2m', '90s'", example: '2m', pattern: String.raw`^0*[1-9]\d*(?:ms|s|m|h)$` }),
      number({ must: 'milliseconds', example: 120_000, zero: false }),
    ),
    { default: '2m', as: parseDuration },
  ),

  /** Pace of replayed answers; a number is a speed factor over the recorded one. @defaultValue `'instant'` */
  timing: converted(
    either(
      word<'instant' | 'recorded'>('instant', 'recorded'),
      number({ must: 'a speed factor greater than 0', example: 10, zero: false }),
    ),
    {
      default: 'instant',
      variable: 'REWIND_TIMING',
      as: (timing): number => (timing === 'instant' ? Infinity : timing === 'recorded' ? 1 : timing),
    },
  ),

  /**
   * Whether unset credentials of providers are set to placeholders, so that clients can be made without keys.
   *
   * @defaultValue `true`
   */
  placeholderKeys: single(flag(), true),

  /** Age from which a cassette is reported as stale: `'90d'`, `'12h'`, `'8w'`. */
  maxAge: unset(
    text({ must: "an age such as '90d', '12h' or '8w'", example: '90d', pattern: String.raw`^\d+[hdw]$` }),
    {
      as: parseDuration,
    },
  ),

  /** What models cost, over the built-in prices. */
  prices: {
    value: map(
      record<ModelPrice>({ input: dollars, output: dollars, cachedInput: dollars }, 'input', 'output'),
      'my-model',
    ),
    default: undefined,
    reach: 'run',
    resolve: (given): Readonly<Record<string, ModelPrice>> => Object.assign({}, ...given),
  } satisfies Option<Readonly<Record<string, ModelPrice>>, Readonly<Record<string, ModelPrice>>>,
} as const

function assertKeyHeader(header: string): void {
  if (!new RegExp(HEADER_NAME, 'u').test(header)) {
    throw new RewindOptionsError({
      summary: `${JSON.stringify(header)} is not the name of a header`,
      remedy: `keyHeaders: ['x-guardrail']`,
    })
  }
  if (!CREDENTIAL_HEADER.test(header)) return
  throw new RewindOptionsError({
    summary: `${JSON.stringify(header)} holds a credential, and those are never part of the key`,
    remedy: 'leave it out of keyHeaders: requests match, whatever their credentials are',
  })
}
