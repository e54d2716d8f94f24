import { numberIn } from './harness.ts'

/** What a part wrote. */
export type Result = Readonly<Record<string, unknown>>

// A row is found by what it says of itself.
function rowsOf(
  result: Result,
  list: string,
  wanted: Readonly<Record<string, string | number>> = {},
): readonly object[] {
  const rows = result[list]
  if (!Array.isArray(rows)) throw new TypeError(`no ${list} in a result: measure the part again`)
  const found = rows.filter((row) => Object.entries(wanted).every(([name, value]) => Reflect.get(row, name) === value))
  if (found.length === 0) throw new TypeError(`no ${JSON.stringify(wanted)} in ${list}: measure the part again`)
  return found
}

/** Reads one number of a row. */
export function figure(
  result: Result,
  list: string,
  { wanted, name }: { readonly wanted: Readonly<Record<string, string | number>>; readonly name: string },
): number {
  return numberIn(rowsOf(result, list, wanted)[0], name)
}

/** The CPU time of a replay with one client and pattern (`way`), as a multiple of that of `base`. */
export function ofReplay(result: Result, way: string, base: string): number {
  const [client = '', pattern = ''] = way.split(' ')
  // The first calls of a process count with what they load.
  const name = pattern === 'cold' ? 'cpuWithLoading' : 'cpu'
  const of = (contender: string): number => figure(result, 'rows', { wanted: { client, pattern, contender }, name })
  return of('rewind') / of(base)
}

/** One number of what opening a cassette took. */
export function inOpened(
  result: Result,
  wanted: { readonly calls: number; readonly contender: string },
  name: string,
): number {
  return figure(result, 'results', { wanted, name })
}

/** One number of every row of rewind. */
export function recorded(result: Result, name: string): readonly number[] {
  return rowsOf(result, 'rows', { contender: 'rewind' }).map((row) => numberIn(row, name))
}

/** CPU time that a contender adds to a test file, in milliseconds. */
export function addedPerFile(result: Result, title: string, contender: string): number {
  const suites = rowsOf(result, 'suites', { title })
  const { rows }: { readonly rows?: unknown } = suites[0] ?? {}
  const added: unknown = Reflect.get(rowsOf({ rows }, 'rows', { name: contender })[0] ?? {}, 'added')
  return numberIn(added, 'cpu')
}

/** CPU time that rewind adds to a test file above bare interceptors, in milliseconds. */
export function aboveBare(result: Result, title: string): number {
  return addedPerFile(result, title, 'rewind') - addedPerFile(result, title, 'bare interceptors')
}

/** The CPU time of a replay over HTTP/2, as a multiple of that of the contender `bare door`. */
export function ofHttp2(result: Result, pattern: string): number {
  const of = (contender: string): number => figure(result, 'http2', { wanted: { pattern, contender }, name: 'cpu' })
  return of('rewind') / of('bare door')
}

/** CPU time of the suite under a contender. */
export function inSuite(result: Result, contender: string): number {
  return figure(result, 'rows', { wanted: { contender }, name: 'cpu' })
}

/** The CPU time of a cassette with so many calls, as a multiple of one with ten. */
export function ofCassettes(result: Result, wanted: { readonly distinct: number; readonly equal: number }): number {
  const of = (calls: typeof wanted): number =>
    figure(result, 'cassettes', { wanted: { contender: 'rewind', ...calls }, name: 'cpu' })
  return of(wanted) / of({ distinct: 10, equal: 1 })
}

/** What tests or files add in the last row, as a multiple of what they add in the first. */
export function ofAdded(result: Result, list: 'tests' | 'files'): number {
  const added = rowsOf(result, list).map((row) => numberIn(row, 'added'))
  return (added.at(-1) ?? Number.NaN) / (added[0] ?? Number.NaN)
}

/** Compares what is held after 50,000 calls with what was held after 1,000, for every row. */
export function heldOn(
  result: Result,
  name: string,
  compare: (last: number, first: number) => number,
): readonly number[] {
  const at = (calls: number): readonly number[] =>
    rowsOf(result, 'holdings', { calls }).map((row) => numberIn(row, name))
  const first = at(1000)
  return at(50_000).map((last, index) => compare(last, first[index] ?? Number.NaN))
}

/** How many more sockets or descriptors are open after 50,000 calls than after 1,000, at most. */
export function moreDescriptors(result: Result): number {
  const grown = (name: string): number => Math.max(...heldOn(result, name, (last, first) => last - first))
  return Math.max(grown('sockets'), grown('descriptors'))
}
