import { compareTexts } from '../../text/compare-texts.ts'
import type { Side } from './side.ts'

/** A cassette in both states, or in one of them; moved where its path is another. */
export interface FilePair {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** As much of a cassette as must be the same, for it to be one that was moved. */
const SHARED = 0.5

/**
 * Pairs the cassettes of two states: those of one path, and of the others those that share most of their calls, as
 * after a rename. Two cassettes that are named are a pair.
 *
 * @returns in the order of the newer paths
 * @throws {RewindCassetteError} when one that may have moved cannot be read
 */
export function pairFiles(before: Side, after: Side): readonly FilePair[] {
  const [older, newer] = [new Set(before.files), new Set(after.files)]
  if (before.isCassette && after.isCassette) return [{ before: before.files[0], after: after.files[0] }]
  const removed = before.files.filter((file) => !newer.has(file))
  const added = after.files.filter((file) => !older.has(file))
  const sources = findSources({ before, removed }, { after, added })
  const taken = new Set(sources.values())
  const pairs = [
    ...after.files.map((file): FilePair => ({ before: older.has(file) ? file : sources.get(file), after: file })),
    ...removed.filter((file) => !taken.has(file)).map((file): FilePair => ({ before: file, after: undefined })),
  ]
  return pairs.toSorted((one, other) => compareTexts(one.after ?? one.before ?? '', other.after ?? other.before ?? ''))
}

interface Candidate {
  readonly from: string
  readonly to: string
  /** How much of the larger of both is the same: 0 to 1. */
  readonly shared: number
}

// By the new path, those that share most first.
function findSources(
  { before, removed }: { readonly before: Side; readonly removed: readonly string[] },
  { after, added }: { readonly after: Side; readonly added: readonly string[] },
): ReadonlyMap<string, string> {
  if (removed.length === 0 || added.length === 0) return new Map()
  const holders = Map.groupBy(
    removed.flatMap((file) => keysOf(before, file).map((key) => ({ file, key }))),
    ({ key }) => key,
  )
  const sizes = new Map(removed.map((file) => [file, keysOf(before, file).length]))
  const candidates = added
    .flatMap((to): readonly Candidate[] => {
      const keys = keysOf(after, to)
      const counts = Map.groupBy(
        keys.flatMap((key) => [...new Set(holders.get(key)?.map(({ file }) => file))]),
        (file) => file,
      )
      return [...counts].map(([from, same]) => ({
        from,
        to,
        shared: same.length / Math.max(keys.length, sizes.get(from) ?? 0),
      }))
    })
    .filter(({ shared }) => shared >= SHARED)
    .toSorted((one, other) => other.shared - one.shared)
  return chooseBest(candidates)
}

function chooseBest(candidates: readonly Candidate[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>()
  const taken = new Set<string>()
  for (const { from, to } of candidates) {
    if (sources.has(to) || taken.has(from)) continue
    sources.set(to, from)
    taken.add(from)
  }
  return sources
}

function keysOf(side: Side, file: string): readonly string[] {
  return (side.read(file)?.entries ?? []).flatMap(({ key }) => key ?? [])
}
