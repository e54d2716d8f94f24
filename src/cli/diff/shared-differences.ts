import type { DiffedCall } from '../json-reports.ts'
import type { ChangedFile } from './changed-files.ts'
import { shownDifferences, type ShownDifference } from './shown-differences.ts'

/** A difference that several cassettes have, such as that of a prompt which many tests send. */
export interface SharedDifference {
  /** A letter, which stands for it where it comes again. */
  readonly name: string
  readonly difference: ShownDifference
  /** How many calls have it. */
  readonly calls: number
  /** How many cassettes have it. */
  readonly files: number
}

/** What several cassettes of a diff have in common. */
export interface SharedDifferences {
  /** Those of most calls first. */
  readonly all: readonly SharedDifference[]
  /** Gives the name of a difference; undefined where it is not shared. */
  nameOf(difference: ShownDifference): string | undefined
}

/** In so many cassettes a difference is shown once, and not with each. */
const FEWEST_FILES = 3
const NAMES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Finds the differences that several cassettes have in common. */
export function findShared(files: readonly ChangedFile[]): SharedDifferences {
  const found = files.flatMap(({ file, calls }) =>
    calls
      .filter(({ change }) => change === 'changed')
      .flatMap((call) =>
        shownDifferences(call).map((difference) => ({ file, call, difference, key: JSON.stringify(difference) })),
      ),
  )
  const common = [...Map.groupBy(found, ({ key }) => key).values()].flatMap((places) => {
    const [first] = places
    const paths = new Set(places.map(({ file }) => file))
    if (first === undefined || paths.size < FEWEST_FILES) return []
    return [{ ...first, calls: new Set(places.map(({ call }) => call)).size, files: paths.size }]
  })
  const most = common.toSorted((a, b) => b.calls - a.calls).slice(0, NAMES.length)
  const named = most.map((one, index) => ({ ...one, name: NAMES.charAt(index) }))
  const names = new Map(named.map(({ key, name }) => [key, name]))
  return { all: named, nameOf: (difference) => names.get(JSON.stringify(difference)) }
}

/** Names the shared differences of a cassette that has no others; undefined where it has. */
export function namesOfOnlyShared({ from, calls }: ChangedFile, shared: SharedDifferences): string | undefined {
  if (from !== undefined || calls.length === 0) return undefined
  const names = calls.map((call) => namesOfCall(call, shared))
  return names.includes(undefined) ? undefined : [...new Set(names.flatMap((some) => some ?? []))].toSorted().join(', ')
}

function namesOfCall(call: DiffedCall, shared: SharedDifferences): readonly string[] | undefined {
  const names = shownDifferences(call).map((difference) => shared.nameOf(difference))
  if (call.change !== 'changed' || names.length === 0) return undefined
  const known = names.filter((name) => name !== undefined)
  return known.length === names.length ? known : undefined
}
