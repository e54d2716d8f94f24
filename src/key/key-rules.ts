import { sha256 } from '../process/sha256.ts'

/** What the user wants left out of keys, or made the same in them. */
export interface KeyRules {
  readonly ignore: {
    /** JSON paths of the body, as `parseJsonPath` reads them. */
    readonly body: readonly string[]
    /** Names of query parameters. */
    readonly query: readonly string[]
    /** Names of headers. */
    readonly headers: readonly string[]
    /** Whether scheme, host and port are left out. */
    readonly origin: boolean
  }
  /** Names of request headers that count, beside the built-in ones. */
  readonly keyHeaders?: readonly string[]
  /** Every match in a value is replaced by `as`, as it is written. */
  readonly normalize: readonly { readonly pattern: RegExp; readonly as: string }[]
}

/**
 * Names the rules that keys were computed under: a key says nothing of a request under other rules.
 *
 * @returns 16 lower-case hex digits; undefined where there are none
 */
export function fingerprintRules(rules: KeyRules): string | undefined {
  const { normalize, keyHeaders = [] } = rules
  const { body, query, headers, origin } = rules.ignore
  const lists = [body, query, headers, keyHeaders]
  if (!origin && normalize.length === 0 && lists.every((list) => list.length === 0)) return undefined
  const replacements = normalize.map(({ pattern, as }) => [pattern.source, pattern.flags, as])
  return sha256(JSON.stringify([...lists.map((list) => list.toSorted()), origin, replacements])).slice(0, 16)
}

/** Changes the text of one value. */
export type Normalize = (text: string) => string

/**
 * Makes one function of all `normalize` rules.
 *
 * @param rules - applied in their order; the flags `g` and `y` and the state of their objects do not matter
 * @returns the function, or undefined where there are no rules, so that callers can spare the work
 */
export function createNormalize(rules: KeyRules['normalize']): Normalize | undefined {
  if (rules.length === 0) return undefined
  const replacements = rules.map(({ pattern, as }) => ({
    pattern: new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`),
    as,
  }))
  return (text) => replacements.reduce((result, { pattern, as }) => result.replaceAll(pattern, () => as), text)
}
