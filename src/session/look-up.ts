import type { CassetteEntry } from '../cassette/cassette.ts'
import { mayBorrow, mayResume, type Found } from '../decide.ts'
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
import { startPlayback, type Borrower, type Playback, type PlaybackRules } from './playback.ts'
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
  input: Pick<SessionInput, 'cassette' | 'siblings' | 'orphans' | 'options' | 'variables'>,
  noteUsedRule: (rule: string) => void,
): LookUp {
  const { cassette, siblings, orphans, options, variables } = input
  let playback: Playback | undefined
  let unfinished: Playback | undefined
  let redactor: RequestRedactor | undefined
  const rules = (): PlaybackRules => ({
    keyOf: (request) => requestKey(request, options()),
    fingerprint: fingerprintRules(options()),
  })
  const open = (): Playback => (playback ??= startPlayback(cassette.base(), rules(), cassette.claims))
  const openUnfinished = (): Playback => (unfinished ??= startPlayback(cassette.resumable(), rules()))
  const borrower = borrowerFor(cassette)
  const borrow = (from: readonly CassetteHandle[] | undefined, key: string): SiblingCall | undefined =>
    findInSiblings(from ?? [], key, { rules: rules(), borrower })
  const findOrphan = (key: string): SiblingCall | undefined =>
    cassette.base() === undefined ? borrow(orphans?.(), key) : undefined
  const findCall = (key: string, { mode, repeats }: ResolvedOptions): FoundCall | undefined => {
    const entry = open().find(key, repeats)
    if (entry !== undefined) return { entry, from: 'cassette' }
    const resumed = mayResume(mode) ? openUnfinished().find(key, 'error') : undefined
    if (resumed !== undefined) return { entry: resumed, from: 'unfinished' }
    const orphan = mayResume(mode) ? findOrphan(key) : undefined
    if (orphan !== undefined) return { ...orphan, from: 'orphan' }
    if (!mayBorrow(mode)) return undefined
    const borrowed = borrow(siblings?.(), key)
    if (borrowed !== undefined) return { ...borrowed, from: 'sibling' }
    // It answers for the second time: its borrower is judged for that.
    const lent = open().findLent(key)
    return lent === undefined ? undefined : { entry: lent, from: 'cassette' }
  }
  return {
    find(raw, inForce) {
      redactor ??= createRequestRedactor(variables)
      const redacted = redactor.redact(raw, inForce)
      const key = requestKey(redacted.request, inForce, noteUsedRule)
      const call = findCall(key, inForce)
      if (call !== undefined) return { ...redacted, key, found: { kind: 'call', call } }
      return { ...redacted, key, found: { kind: cassette.base() === undefined ? 'no-cassette' : 'no-call' } }
    },
    playback: open,
    findOrphan,
    take(call) {
      if (call.from === 'sibling' || call.from === 'orphan') call.cassette.claims.byOthers.set(call.entry, borrower)
      else (call.from === 'cassette' ? open() : openUnfinished()).take(call.entry)
    },
    isPlayedTwice: ({ entry, cassette: { claims } }) =>
      claims.byOthers.get(entry) === borrower && claims.byOwner?.has(entry) === true,
    hasCassette() {
      try {
        return cassette.base() !== undefined
      } catch {
        // Its fault is said with the first request that is looked up.
        return true
      }
    },
    secrets: () => redactor?.secrets() ?? [],
  }
}

// Its path is known once the options are settled.
function borrowerFor(own: CassetteHandle): Borrower {
  return {
    get cassette() {
      return own.path
    },
  }
}
