import type { ImportPool, PooledCall } from '../cassette/disk/import-pool.ts'
import { mayAdopt } from '../decide.ts'
import type { ResolvedOptions } from '../options/options.ts'
import type { PlaybackRules } from './playback.ts'

/** The imported calls, as one attempt of a test uses them. */
export interface ImportedCalls {
  /**
   * Says whether the mode looks there, and calls wait for their tests: what is not among them is not recorded unasked.
   */
  isOpen(options: Pick<ResolvedOptions, 'mode'>): boolean
  /** Finds a call that answers a request; it is not taken yet. */
  find(key: string, options: Pick<ResolvedOptions, 'mode' | 'repeats'>): PooledCall | undefined
  take(call: PooledCall): void
  /** Says whether there is one for a request, though this attempt may have taken it. */
  has(key: string): boolean
  /** Lists them all, to compare a request with. */
  all(): readonly PooledCall[]
  /**
   * Ends the attempt.
   *
   * @param taken - `adopted` where what it took is on its cassette now, `released` where it waits again
   * @returns how many calls it took
   */
  settle(taken: 'adopted' | 'released'): number
}

/**
 * Looks imported calls up for one attempt. Of equal ones, each test takes its own, first from the recording that it has
 * taken others from; where all are taken, two tests that make the same call share it.
 */
export function createImportedCalls(pool: ImportPool, rules: () => PlaybackRules): ImportedCalls {
  // By id: the list is another one once the pool was read again.
  const taken = new Map<string, PooledCall>()
  return {
    isOpen: ({ mode }) => mayAdopt(mode) && pool.isOpen(),
    find(key, { mode, repeats }) {
      if (!mayAdopt(mode)) return undefined
      const equal = indexOf(pool, rules()).get(key) ?? []
      const left = equal.filter(({ id }) => !taken.has(id))
      const free = left.filter((call) => !pool.isTaken(call))
      const sources = new Set([...taken.values()].map(({ source }) => source))
      const own = free.find(({ source }) => sources.has(source))
      return own ?? free[0] ?? left[0] ?? (repeats === 'last' ? equal.at(-1) : undefined)
    },
    take(call) {
      taken.set(call.id, call)
      pool.claim(call)
    },
    has: (key) => indexOf(pool, rules()).has(key),
    all: () => pool.calls(),
    settle(outcome) {
      for (const call of taken.values()) {
        if (outcome === 'adopted') pool.adopt(call)
        else pool.release(call)
      }
      const { size } = taken
      taken.clear()
      return size
    },
  }
}

type Index = ReadonlyMap<string, readonly PooledCall[]>

/** Of every pool that was read, by the fingerprint of the rules. */
const indexes = new WeakMap<readonly PooledCall[], Map<string | undefined, Index>>()

// Keys that were computed under other rules say nothing.
function indexOf(pool: ImportPool, { keyOf, fingerprint }: PlaybackRules): Index {
  const calls = pool.calls()
  const known = indexes.get(calls) ?? new Map<string | undefined, Index>()
  indexes.set(calls, known)
  const index =
    known.get(fingerprint) ??
    Map.groupBy(calls, ({ entry, rules }) =>
      rules === fingerprint && entry.key !== undefined && entry.hasIntactRequest()
        ? entry.key
        : keyOf(entry.call().request),
    )
  known.set(fingerprint, index)
  return index
}
