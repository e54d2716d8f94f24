import type { Mode } from '../decide.ts'
import type { HostRule } from '../providers/host-rule.ts'

/** A request as `match` sees it. */
export interface RewindRequest {
  readonly url: string
  readonly method: string
  /** Values by lower-case name; repeated fields joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; bytes that are not UTF-8 are replaced. */
  readonly body: string
  /** Whether the caller asked for a streamed answer. */
  readonly stream: boolean
}

/** Replaces text that a pattern finds. */
export interface ReplaceRule {
  readonly pattern: RegExp
  /** The text put in its place. */
  readonly as: string
}

/** What users set, in `rewind.config.*` or through `configure()`. */
export interface RewindOptions {
  /** @defaultValue `strict` where CI is detected, else `replay` */
  readonly mode?: Mode
  /** Directory of the cassettes, relative to the project root. @defaultValue `'cassettes'` */
  readonly cassettes?: string
  /** Hosts whose traffic is recorded, beside the known LLM hosts. A port is compared where one is named. */
  readonly hosts?: readonly HostRule[]
  /** Replaces the rule by host: whether this request is recorded and replayed. */
  readonly match?: (request: RewindRequest) => boolean
  /** Parts of a request that are left out of its key. `body` holds JSON paths. */
  readonly ignore?: {
    readonly body?: readonly string[]
    readonly query?: readonly string[]
    readonly headers?: readonly string[]
    readonly origin?: boolean
  }
  /** Replacements made in the key only. */
  readonly normalize?: readonly ReplaceRule[]
  /** Replacements made in the key and in the file. */
  readonly redact?: readonly ReplaceRule[]
  /** What a request gets when its recorded answers are used up. @defaultValue `'error'` */
  readonly repeats?: 'error' | 'last'
  /** What recorded calls that were not made do to a test in `strict`. @defaultValue `'fail'` */
  readonly unused?: 'fail' | 'warn'
  /** Whether answers such as 401, 429 and 5xx, and streams cut by the server, are recorded. @defaultValue `false` */
  readonly recordErrors?: boolean
  /** Pace of replayed answers; a number is a speed factor over the recorded one. @defaultValue `'instant'` */
  readonly timing?: 'instant' | 'recorded' | number
  /**
   * Whether unset provider key variables are set, so that SDK clients can be made without keys. @defaultValue `true`
   */
  readonly placeholderKeys?: boolean
  /** Age from which a cassette is reported as stale, such as `'90d'`, `'12h'`, `'8w'`. */
  readonly maxAge?: string
  /** US dollars per million tokens by model, over the built-in table. */
  readonly prices?: Readonly<
    Record<string, { readonly input: number; readonly output: number; readonly cachedInput?: number }>
  >
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly mode: Mode
  readonly cassettes: string
  readonly hosts: readonly HostRule[]
  readonly match: ((request: RewindRequest) => boolean) | undefined
  readonly ignore: {
    readonly body: readonly string[]
    readonly query: readonly string[]
    readonly headers: readonly string[]
    readonly origin: boolean
  }
  readonly normalize: readonly ReplaceRule[]
  readonly redact: readonly ReplaceRule[]
  readonly repeats: 'error' | 'last'
  readonly unused: 'fail' | 'warn'
  readonly recordErrors: boolean
  /** Speed factor over the recorded pace; `Infinity` for at once. */
  readonly speed: number
  readonly placeholderKeys: boolean
  /** Milliseconds. */
  readonly maxAge: number | undefined
  readonly prices: NonNullable<RewindOptions['prices']>
}
