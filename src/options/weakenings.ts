import { MODE_OFF } from '../report/test-report.ts'
import type { ResolvedOptions } from './options.ts'

/**
 * Lists the options in force that relax matching: that let a request pass for another, or a missing one pass. The
 * report shows them.
 *
 * @param options - the options of a test
 * @returns what makes matching weaker, spelled as in a configuration; none for the defaults
 */
export function weakeningsOf(options: ResolvedOptions): readonly string[] {
  const { mode, redact, repeats, unused, match, ignore } = options
  return [
    ...keyRulesOf(options),
    ...(ignore.origin ? ['ignore origin'] : []),
    ...redact.map(({ pattern }) => `redact ${String(pattern)}`),
    ...(mode === 'off' ? [MODE_OFF] : []),
    ...(repeats === 'last' ? ["repeats: 'last'"] : []),
    ...(unused === 'warn' ? ["unused: 'warn'"] : []),
    ...(match === undefined ? [] : ['match()']),
  ]
}

/** Lists those that are rules of the key: each is there for something in the requests. */
export function keyRulesOf({ ignore, normalize }: Pick<ResolvedOptions, 'ignore' | 'normalize'>): readonly string[] {
  const { body, query, headers } = ignore
  const parts = [...body, ...query.map((name) => `?${name}`), ...headers.map((name) => `${name}:`)]
  return [...parts.map((part) => `ignore ${part}`), ...normalize.map(({ pattern }) => `normalize ${String(pattern)}`)]
}
