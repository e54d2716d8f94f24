import type { RecordedRequest } from '../cassette/call.ts'
import type { Cassette, CassetteEntry } from '../cassette/cassette.ts'

/** A cassette being played: which calls were asked for, which are left. */
export interface Playback {
  /** Number of calls on the cassette. */
  readonly size: number
  /** Finds the call that answers a request next; it stays unplayed until it is taken. */
  find(key: string, repeats: 'error' | 'last'): CassetteEntry | undefined
  /** Finds one that another test was answered with, and its own test was not. */
  findLent(key: string): CassetteEntry | undefined
  take(entry: CassetteEntry): void
  /** Calls nobody asked for, in recorded order. */
  unplayed(): readonly CassetteEntry[]
  entries(): readonly CassetteEntry[]
}

/** How keys are computed. */
export interface PlaybackRules {
  /** Computes the key of a recorded request. */
  readonly keyOf: (request: RecordedRequest) => string
  /** Of the rules it does that by; undefined where there are none. */
  readonly fingerprint?: string | undefined
}

/** One attempt of a test that is answered with calls of other cassettes. */
export interface Borrower {
  /** Path of its own cassette: that of all attempts of the test. */
  readonly cassette: string
}

/** Who has asked for the calls of one cassette. */
export interface Claims {
  /** What other tests of the file were answered with, and which of them was last. */
  readonly byOthers: Map<CassetteEntry, Borrower>
  /** What the latest attempt of its own test was answered with; undefined before its first call. */
  byOwner: ReadonlySet<CassetteEntry> | undefined
}

/** Whose calls those of a cassette are. */
export interface PlaybackOwner {
  readonly claims?: Claims
  /** Takes a call where several processes are answered from one cassette; says whether no other one has it. */
  readonly claim?: (number: number) => boolean
}

/** Starts without any. */
export function createClaims(): Claims {
  return { byOthers: new Map(), byOwner: undefined }
}

/**
 * Starts to play a cassette from the beginning.
 *
 * The stored keys are an index: when one is not found, its request was edited since, or other rules are in force by
 * now, the keys of all recorded requests are computed anew, so that changed rules and hand-edited requests find their
 * answers, and no others.
 *
 * @param cassette - the cassette, or undefined where there is none
 * @param rules - how keys are computed
 * @param owner - who has asked for its calls: one that another test was answered with is not unplayed
 */
export function startPlayback(
  cassette: Cassette | undefined,
  { keyOf, fingerprint }: PlaybackRules,
  { claims = createClaims(), claim = () => true }: PlaybackOwner = {},
): Playback {
  const entries = cassette?.entries ?? []
  const played = new Set<CassetteEntry>()
  claims.byOwner = played
  const byStoredKey =
    cassette?.header.rules === fingerprint ? groupEqual(entries, (entry) => entry.key) : new Map<string, EqualCalls>()
  let byComputedKey: ReadonlyMap<string | undefined, EqualCalls> | undefined
  const computedFor = (key: string): EqualCalls | undefined => {
    byComputedKey ??= groupEqual(entries, (entry) => keyOf(entry.call().request))
    return byComputedKey.get(key)
  }
  const isLent = (entry: CassetteEntry): boolean => claims.byOthers.has(entry)
  const isKept = (entry: CassetteEntry): boolean => !isLent(entry)
  const isFree = (entry: CassetteEntry): boolean => isKept(entry) && claim(entry.number)

  return {
    size: entries.length,
    find(key, repeats) {
      const stored = byStoredKey.get(key)?.ifIntact()
      const hit = stored?.findUnplayed(played, isFree)
      if (hit !== undefined || (repeats === 'error' && played.size === entries.length)) return hit
      const computed = computedFor(key)
      return computed?.findUnplayed(played, isFree) ?? (repeats === 'last' ? (computed ?? stored)?.last : undefined)
    },
    findLent: (key) => (claims.byOthers.size === 0 ? undefined : computedFor(key)?.findUnplayed(played, isLent)),
    take: (entry) => void played.add(entry),
    unplayed: () => entries.filter((entry) => !played.has(entry) && isKept(entry)),
    entries: () => entries,
  }
}

function groupEqual(
  entries: readonly CassetteEntry[],
  keyOf: (entry: CassetteEntry) => string | undefined,
): ReadonlyMap<string | undefined, EqualCalls> {
  const groups = new Map<string | undefined, EqualCalls>()
  for (const [key, equal] of Map.groupBy(entries, keyOf)) groups.set(key, new EqualCalls(equal))
  return groups
}

/** Calls of one key, in recorded order. Finding the next one takes as long among thousands as among two. */
class EqualCalls {
  readonly #entries: readonly CassetteEntry[]
  #areIntact: boolean | undefined
  /** Those before it are played. */
  #next = 0

  constructor(entries: readonly CassetteEntry[]) {
    this.#entries = entries
  }

  get last(): CassetteEntry | undefined {
    return this.#entries.at(-1)
  }

  ifIntact(): EqualCalls | undefined {
    this.#areIntact ??= this.#entries.every((entry) => entry.hasIntactRequest())
    return this.#areIntact ? this : undefined
  }

  findUnplayed(
    played: ReadonlySet<CassetteEntry>,
    isMeant: (entry: CassetteEntry) => boolean,
  ): CassetteEntry | undefined {
    for (let entry = this.#entries[this.#next]; entry !== undefined; entry = this.#entries[this.#next]) {
      if (!played.has(entry)) break
      this.#next += 1
    }
    for (let index = this.#next; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index]
      if (entry !== undefined && !played.has(entry) && isMeant(entry)) return entry
    }
    return undefined
  }
}
