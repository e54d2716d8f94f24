import { sha256 } from '../process/sha256.ts'
import { everyMatch, type ReplaceRule } from '../text/patterns/replace-rule.ts'
import { parseJsonPath, type JsonPathStep } from './json-path.ts'

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
  readonly keyHeaders: readonly string[]
  /** Every match in a value is replaced by `as`, as it is written. */
  readonly normalize: readonly ReplaceRule[]
}

/**
 * Names the rules that keys were computed under: a key says nothing of a request under other rules.
 *
 * @returns 16 lower-case hex digits; undefined where there are none
 */
export function fingerprintRules(rules: KeyRules): string | undefined {
  const { normalize, keyHeaders } = rules
  const { body, query, headers, origin } = rules.ignore
  const lists = [body, query, headers, keyHeaders]
  if (!origin && normalize.length === 0 && lists.every((list) => list.length === 0)) return undefined
  const replacements = normalize.map(({ pattern, as }) => [pattern.source, pattern.flags, as])
  return sha256(JSON.stringify([...lists.map((list) => list.toSorted()), origin, replacements])).slice(0, 16)
}

/** Changes the text of one value. */
export type Normalize = (text: string) => string

/** Rules, ready to be applied to one request. */
export interface CompiledRules {
  readonly ignore: KeyRules['ignore']
  /** In lower case. */
  readonly keyHeaders: readonly string[]
  /** Names of headers to leave out, in lower case. */
  readonly ignoredHeaders: readonly string[]
  /** Paths of `ignore.body`, as they were written and as they are followed. */
  readonly paths: readonly { readonly path: string; readonly steps: readonly JsonPathStep[] }[]
  /** Undefined where nothing is normalized, so that callers can spare the work. */
  readonly normalize: Normalize | undefined
  /** Notes that a rule changed something, under its name in the report. */
  readonly noteUsed: (rule: string) => void
}

// A session asks for the same ones with every request.
const compiledBefore = new WeakMap<KeyRules, CompiledRules>()

/**
 * Makes rules ready.
 *
 * @param noteUsed - is called with the name of every rule that changes something
 * @throws {RewindOptionsError} when a path of `ignore.body` is not one
 */
export function compileRules(rules: KeyRules, noteUsed: (rule: string) => void): CompiledRules {
  const before = compiledBefore.get(rules)
  if (before?.noteUsed === noteUsed) return before
  const { ignore, normalize, keyHeaders } = rules
  const compiled = {
    ignore,
    keyHeaders: keyHeaders.map((name) => name.toLowerCase()),
    ignoredHeaders: ignore.headers.map((name) => name.toLowerCase()),
    paths: ignore.body.map((path) => ({ path, steps: parseJsonPath(path) })),
    normalize: createNormalize(normalize, noteUsed),
    noteUsed,
  }
  compiledBefore.set(rules, compiled)
  return compiled
}

/**
 * Makes one function of all `normalize` rules.
 *
 * @param rules - applied in their order
 * @param noteUsed - is called with the name of every rule that changes something
 * @returns the function, or undefined where there are no rules
 */
export function createNormalize(
  rules: KeyRules['normalize'],
  noteUsed: (rule: string) => void = () => {},
): Normalize | undefined {
  if (rules.length === 0) return undefined
  const replacements = rules.map(({ pattern, as }) => ({
    name: `normalize ${String(pattern)}`,
    as,
    pattern: everyMatch(pattern),
  }))
  return (text) =>
    replacements.reduce((before, { name, pattern, as }) => {
      const after = before.replaceAll(pattern, () => as)
      if (after !== before) noteUsed(name)
      return after
    }, text)
}
