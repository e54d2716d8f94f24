import type { CassetteEntry } from '../cassette/cassette.ts'
import type { PooledCall } from '../cassette/disk/import-pool.ts'
import {
  mayAdopt,
  mayBorrow,
  mayReplaceUnreadable,
  mayReplay,
  mayResume,
  renewsOutdatedSessions,
  type Found,
  type Mode,
} from '../decide.ts'
import { RewindCassetteError } from '../errors.ts'
import { fingerprintRules } from '../key/key-rules.ts'
import { requestKey } from '../key/request-key.ts'
import type { ResolvedOptions } from '../options/options.ts'
import type { Secret } from '../redact/secrets.ts'
import {
  createRequestRedactor,
  type RawRequest,
  type RedactedRequest,
  type RequestRedactor,
} from './answer/redact-request.ts'
import { findInSiblings, type SiblingCall } from './find-in-siblings.ts'
import { createImportedCalls, type ImportedCalls } from './imported-calls.ts'
import { startPlayback, type Borrower, type Playback, type PlaybackOwner, type PlaybackRules } from './playback.ts'
import type { CassetteHandle, SessionInput } from './session-input.ts'

/** A request without its secrets, its key, and what was found by that. */
interface LookedUp extends RedactedRequest {
  readonly key: string
  /** A call that is found is not taken yet. */
  readonly found: Found<FoundCall>
}

/** A recorded call that answers a request. */
export type FoundCall =
  /** `unfinished`: recorded by an earlier run that did not finish, and on no cassette yet. */
  | { readonly from: 'cassette' | 'unfinished'; readonly entry: CassetteEntry }
  /** Of another test of the file, which it counts as played in. */
  | ({ readonly from: 'sibling' } & SiblingCall)
  /** Of a cassette of no test: that of this test, before it was renamed or moved. */
  | ({ readonly from: 'orphan' } & SiblingCall)
  /** Of another tool: `rewind import` brought it in, and this test is the one that makes it. */
  | { readonly from: 'import'; readonly entry: CassetteEntry; readonly pooled: PooledCall; readonly key: string }

/** The cassette of one session, and the way that requests find their calls on it. */
export interface LookUp {
  /** @throws {RewindCassetteError} when the cassette cannot be read */
  find(raw: RawRequest, options: ResolvedOptions): LookedUp
  /** @throws {RewindCassetteError} when the cassette cannot be read */
  playback(): Playback
  /** Finds a call on a cassette of no test, where the test has none of its own. */
  findOrphan(key: string): SiblingCall | undefined
  /** Takes a call, so that it answers no other request. */
  take(call: FoundCall): void
  /** Says whether a call that was borrowed for this session has answered its own test as well. */
  isPlayedTwice(call: SiblingCall): boolean
  /** Says whether there is a cassette; one that cannot be read counts. */
  hasCassette(): boolean
  /**
   * Says whether requests are looked for in recordings before any goes live: on a cassette, or among imported calls.
   */
  hasRecordings(): boolean
  readonly imported: ImportedCalls
  /** Lists the secrets of the environment and of the requests so far; none before the first one. */
  secrets(): readonly Secret[]
}

/**
 * Makes the look-up of one session. Nothing is read before the first request.
 *
 * @param input - the cassette, the options and the environment
 * @param noteUsedRule - is called with the name of every rule of the key that changes something
 */
export function createLookUp(
  input: Pick<SessionInput, 'cassette' | 'siblings' | 'orphans' | 'options' | 'variables' | 'guests'>,
  noteUsedRule: (rule: string) => void,
): LookUp {
  const { cassette, siblings, orphans, options, variables } = input
  let playback: Playback | undefined
  let unfinished: Playback | undefined
  let redactor: RequestRedactor | undefined
  const rules = (): PlaybackRules => rulesOf(options())
  const open = (): Playback => (playback ??= startPlayback(cassette.base(), rules(), ownerOf(input)))
  const openUnfinished = (): Playback => (unfinished ??= startPlayback(cassette.resumable(), rules()))
  const borrower = borrowerFor(cassette)
  const borrow = (from: readonly CassetteHandle[] | undefined, key: string): SiblingCall | undefined =>
    findInSiblings(from ?? [], key, { rules: rules(), borrower })
  const imported = createImportedCalls(cassette.pool, rules)
  const findOrphan = (key: string): SiblingCall | undefined =>
    cassette.base() === undefined ? borrow(orphans?.(), key) : undefined
  const places: Places = {
    own: open,
    unfinished: openUnfinished,
    findOrphan,
    imported,
    isOutdated: (key) => cassette.unfinished.outdated().has(key),
    findSibling: (key) => borrow(siblings?.(), key),
  }
  return {
    find(raw, inForce) {
      redactor ??= createRequestRedactor(variables)
      const redacted = redactor.redact(raw, inForce)
      const key = requestKey(redacted.request, inForce, noteUsedRule)
      if (mayReplaceUnreadable(inForce.mode)) assertReplaceable(cassette)
      const call = mayReplay(inForce.mode) ? findCall(places, key, inForce) : undefined
      if (call !== undefined) return { ...redacted, key, found: { kind: 'call', call } }
      return { ...redacted, key, found: { kind: this.hasRecordings() ? 'no-call' : 'no-cassette' } }
    },
    playback: open,
    findOrphan,
    take(call) {
      if (call.from === 'import') imported.take(call.pooled)
      else if (call.from === 'sibling' || call.from === 'orphan')
        call.cassette.claims.byOthers.set(call.entry, borrower)
      else (call.from === 'cassette' ? open() : openUnfinished()).take(call.entry)
    },
    isPlayedTwice: ({ entry, cassette: { claims } }) =>
      claims.byOthers.get(entry) === borrower && claims.byOwner?.has(entry) === true,
    hasCassette() {
      try {
        return cassette.base() !== undefined
      } catch {
        // What is wrong with it is reported with the first request that is looked up.
        return true
      }
    },
    hasRecordings() {
      return this.hasCassette() || imported.isOpen(options())
    },
    imported,
    secrets: () => redactor?.secrets() ?? [],
  }
}

// Before anything is paid for: a newer cassette and one that the system does not give out are not recorded over.
function assertReplaceable(cassette: CassetteHandle): void {
  try {
    cassette.base()
  } catch (error) {
    if (!(error instanceof RewindCassetteError) || error.code !== 'REWIND_CASSETTE') throw error
    if (error.cause instanceof Error && 'code' in error.cause) throw error
  }
}

/** Where calls are looked for. */
interface Places {
  readonly own: () => Playback
  readonly unfinished: () => Playback
  readonly findOrphan: (key: string) => SiblingCall | undefined
  readonly imported: ImportedCalls
  readonly isOutdated: (key: string) => boolean
  readonly findSibling: (key: string) => SiblingCall | undefined
}

function findCall(places: Places, key: string, options: ResolvedOptions): FoundCall | undefined {
  const { mode, repeats } = options
  const entry = places.own().find(key, repeats)
  if (entry !== undefined) return mustRenew(entry, key, { places, mode }) ? undefined : { entry, from: 'cassette' }
  const resumed = mayResume(mode) ? places.unfinished().find(key, 'error') : undefined
  if (resumed !== undefined) return { entry: resumed, from: 'unfinished' }
  const orphan = mayAdopt(mode) ? places.findOrphan(key) : undefined
  if (orphan !== undefined) return { ...orphan, from: 'orphan' }
  const pooled = places.imported.find(key, options)
  if (pooled !== undefined) return { from: 'import', entry: pooled.entry, pooled, key }
  if (!mayBorrow(mode)) return undefined
  const borrowed = places.findSibling(key)
  if (borrowed !== undefined) return { ...borrowed, from: 'sibling' }
  // It answers for the second time: its borrower is judged for that.
  const lent = places.own().findLent(key)
  return lent === undefined ? undefined : { entry: lent, from: 'cassette' }
}

// Once its client said something else, a session is live from its beginning.
function mustRenew(
  entry: CassetteEntry,
  key: string,
  { places, mode }: { readonly places: Places; readonly mode: Mode },
): boolean {
  return renewsOutdatedSessions(mode) && places.isOutdated(key) && entry.response().socket !== undefined
}

// Its path is known once the options are settled.
function borrowerFor(own: CassetteHandle): Borrower {
  return {
    get cassette() {
      return own.path
    },
  }
}

function rulesOf(options: ResolvedOptions): PlaybackRules {
  return { keyOf: (request) => requestKey(request, options), fingerprint: fingerprintRules(options) }
}

// Other processes may be answered from the same cassette.
function ownerOf({ cassette, guests }: Pick<SessionInput, 'cassette' | 'guests'>): PlaybackOwner {
  return { claims: cassette.claims, claim: (number) => guests?.()?.claim(number) ?? true }
}
