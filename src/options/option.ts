import type { Value } from './value.ts'

/** The parts of the process that options depend on. */
export interface OptionsProcess {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly isCI: boolean
  /** Whether the runner runs with `-u`. */
  readonly isUpdate: boolean
}

/** One option: an entry of the table. */
export interface Option<Given, Resolved> {
  readonly value: Value<Given>
  /** What holds where nothing is given, as a user would write it. */
  readonly default: Given | undefined
  /** Environment variable that sets it, over everything else. */
  readonly variable?: string
  /** `run`: holds for a whole run, so only a configuration file or the variable sets it. */
  readonly reach: 'anywhere' | 'run'
  /**
   * Makes the plain value that the code below works with.
   *
   * @param given - what the layers set, from the weakest to the strongest, the variable last
   */
  resolve(given: readonly Given[], process: OptionsProcess): Resolved
}

/** What an entry may say beside its value. */
interface More {
  readonly variable?: string
  readonly reach?: 'run'
}

/** An option whose last value holds. */
export function single<Given>(value: Value<Given>, fallback: Given, more: More = {}): Option<Given, Given> {
  return converted(value, { ...more, default: fallback, as: (given) => given })
}

/** An option whose last value holds, and which has no default. */
export function unset<Given, Resolved = Given>(
  value: Value<Given>,
  more: More & { readonly as: (given: Given) => Resolved },
): Option<Given, Resolved | undefined> {
  const { as, variable, reach = 'anywhere' } = more
  return {
    value,
    default: undefined,
    reach,
    ...(variable === undefined ? {} : { variable }),
    resolve(given) {
      const last = given.at(-1)
      return last === undefined ? undefined : as(last)
    },
  }
}

/** An option whose last value holds, in another unit. */
export function converted<Given, Resolved>(
  value: Value<Given>,
  more: More & { readonly default: Given; readonly as: (given: Given) => Resolved },
): Option<Given, Resolved> {
  const { as, default: fallback, variable, reach = 'anywhere' } = more
  return {
    value,
    default: fallback,
    reach,
    ...(variable === undefined ? {} : { variable }),
    resolve: (given) => as(given.at(-1) ?? fallback),
  }
}

/** An option whose lists add up, so that a test can add a redaction and never drop one. */
export function added<Item, Resolved = Item>(
  value: Value<readonly Item[]>,
  as: (item: Item) => Resolved,
): Option<readonly Item[], readonly Resolved[]> {
  return { value, default: [], reach: 'anywhere', resolve: (given) => given.flat().map((item) => as(item)) }
}
