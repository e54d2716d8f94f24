import { RewindOptionsError } from '../errors.ts'
import { parseJsonPath } from '../key/json-path.ts'
import { createHostMatcher } from '../providers/host-matcher.ts'
import { checkOptions } from './check-options.ts'
import type { ResolvedOptions, RewindOptions } from './options.ts'

/** One place that options come from. */
export interface OptionsLayer {
  /** Names it in errors: a file, `configure()`, `REWIND_MODE`. */
  readonly source: string
  readonly options: RewindOptions
}

/** What of the process decides on options. */
export interface OptionsEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly isCI: boolean
}

/**
 * Merges the layers into resolved options. Lists add up, so that a test can add a redaction but never drop one;
 * anything else is taken from the last layer that sets it; environment variables win.
 *
 * @param layers - from the weakest to the strongest; each was checked by {@link checkLayer}
 * @param environment - variables and whether this is CI
 * @throws {RewindOptionsError} when `REWIND_MODE` or `REWIND_TIMING` is not one of the valid values
 */
export function resolveOptions(layers: readonly OptionsLayer[], environment: OptionsEnvironment): ResolvedOptions {
  const all = [...layers, environmentLayer(environment.variables)].map((layer) => layer.options)
  const last = <Key extends keyof RewindOptions>(key: Key): RewindOptions[Key] | undefined =>
    all.findLast((options) => options[key] !== undefined)?.[key]
  const collect = <Item>(list: (options: RewindOptions) => readonly Item[] | undefined): readonly Item[] =>
    all.flatMap((options) => list(options) ?? [])
  return {
    mode: last('mode') ?? (environment.isCI ? 'strict' : 'replay'),
    cassettes: last('cassettes') ?? 'cassettes',
    hosts: collect((options) => options.hosts),
    match: last('match'),
    ignore: {
      body: collect((options) => options.ignore?.body),
      query: collect((options) => options.ignore?.query),
      headers: collect((options) => options.ignore?.headers).map((name) => name.toLowerCase()),
      origin: all.findLast((options) => options.ignore?.origin !== undefined)?.ignore?.origin ?? false,
    },
    normalize: collect((options) => options.normalize),
    redact: collect((options) => options.redact),
    repeats: last('repeats') ?? 'error',
    unused: last('unused') ?? 'fail',
    recordErrors: last('recordErrors') ?? false,
    speed: speedOf(last('timing') ?? 'instant'),
    placeholderKeys: last('placeholderKeys') ?? true,
    maxAge: ageOf(last('maxAge')),
    prices: Object.assign({}, ...all.map((options) => options.prices ?? {})),
  }
}

/**
 * Checks what a user wrote.
 *
 * @param source - names the place in errors
 * @throws {RewindOptionsError} for an unknown key or a bad value, naming the nearest valid one
 */
export function checkLayer(source: string, value: unknown): OptionsLayer {
  const options = checkOptions(source, value)
  for (const path of options.ignore?.body ?? []) parseJsonPath(path)
  createHostMatcher(options.hosts ?? [])
  return { source, options }
}

function environmentLayer(variables: OptionsEnvironment['variables']): OptionsLayer {
  const timing = setValue(variables['REWIND_TIMING'])
  const values = {
    mode: setValue(variables['REWIND_MODE']),
    cassettes: setValue(variables['REWIND_CASSETTES']),
    timing: timing === undefined || Number.isNaN(Number(timing)) ? timing : Number(timing),
  }
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  return { source: 'environment', options: checkOptions('environment', given) }
}

function setValue(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable
}

function speedOf(timing: 'instant' | 'recorded' | number): number {
  switch (timing) {
    case 'instant':
      return Infinity
    case 'recorded':
      return 1
    default:
      return timing
  }
}

const AGE_UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 }

function ageOf(age: string | undefined): number | undefined {
  if (age === undefined) return undefined
  const unit = AGE_UNITS[age.slice(-1)]
  if (unit === undefined)
    throw new RewindOptionsError({ summary: `maxAge: ${age}`, remedy: "write an age such as '90d'" })
  return Number(age.slice(0, -1)) * unit
}
