import type { ResolvedOptions } from './options.ts'

/**
 * Lists the options in force that relax matching: that let a request pass for another, or a missing one pass. The
 * report shows them.
 *
 * @param options - the options of a test
 * @returns what makes matching weaker, spelled as in a configuration; none for the defaults
 */
export function weakeningsOf(options: ResolvedOptions): readonly string[] {
  const { mode, normalize, redact, repeats, unused, match } = options
  const { body, query, headers, origin } = options.ignore
  return [
    ...[
      ...body,
      ...query.map((name) => `?${name}`),
      ...headers.map((name) => `${name}:`),
      ...(origin ? ['origin'] : []),
    ].map((part) => `ignore ${part}`),
    ...normalize.map(({ pattern }) => `normalize ${String(pattern)}`),
    ...redact.map(({ pattern }) => `redact ${String(pattern)}`),
    ...(mode === 'off' ? ["mode: 'off'"] : []),
    ...(repeats === 'last' ? ["repeats: 'last'"] : []),
    ...(unused === 'warn' ? ["unused: 'warn'"] : []),
    ...(match === undefined ? [] : ['match()']),
  ]
}
