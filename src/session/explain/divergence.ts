import type { RecordedRequest } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { PooledCall } from '../../cassette/disk/import-pool.ts'
import {
  RewindReplayDivergenceError,
  type DivergenceReason,
  type RequestDifference,
  type RewindErrorParts,
} from '../../errors.ts'
import type { KeyRules } from '../../key/key-rules.ts'
import { requestKey } from '../../key/request-key.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { describeDifferences } from './describe-differences.ts'
import { withUserStack } from './failures/user-stack.ts'
import { findNearest } from './find-nearest.ts'
import { findVolatileCause, type VolatileCause } from './find-volatile-cause.ts'
import type { SessionNames } from './session-names.ts'

/** A request that has no recorded answer. */
export interface Divergence {
  readonly names: SessionNames
  readonly request: RecordedRequest
  readonly key: string
  /** 1-based position of the request among those of the test. */
  readonly call: number
  readonly entries: readonly CassetteEntry[]
  readonly unplayed: readonly CassetteEntry[]
  /** Calls of other tools; undefined where the mode does not look there. */
  readonly imported?: DivergenceImports | undefined
  readonly rules: KeyRules
  /** Differences are decoded: what was escaped on the cassette may show in them. */
  readonly redactor: Redactor
  /** Path of a cassette of no test that holds this very request. */
  readonly orphan?: string | undefined
  /** Its stack leads to the caller's line. */
  readonly origin: Error
}

/** The calls of other tools, as far as a message needs them. */
interface DivergenceImports {
  /** Whether some wait for their tests. */
  readonly isOpen: boolean
  /** Whether this very request is among them, and its attempt has used it already. */
  readonly isTaken: boolean
  readonly calls: () => readonly PooledCall[]
}

/**
 * Explains a request without a recorded answer.
 *
 * @param divergence - the request, and the cassette it was looked up in
 * @returns the error that the test fails with; its stack starts at the user's line that made the call
 */
export async function explainMiss(divergence: Divergence): Promise<RewindReplayDivergenceError> {
  const { names, request, entries, unplayed, orphan } = divergence
  const isPoolOpen = divergence.imported?.isOpen === true
  const isRepeat = isUsedUp(divergence)
  const nearest = isRepeat ? undefined : findNearest(request, { ...divergence, imported: importedCalls(divergence) })
  const differences = (nearest?.differences ?? []).map((difference) =>
    redactDifference(difference, divergence.redactor),
  )
  const cause =
    nearest === undefined
      ? undefined
      : findVolatileCause(differences, (added) => {
          const rules = { ...divergence.rules, normalize: [...divergence.rules.normalize, ...added] }
          return requestKey(nearest.request, rules) === requestKey(request, rules)
        })
  return withUserStack(
    new RewindReplayDivergenceError({
      summary: `${request.method} ${request.url} has no recorded answer`,
      details: [
        `  cassette  ${names.cassette} (${describeCalls(entries.length, unplayed.length)})`,
        ...(isPoolOpen ? ['  imported  it is not among the calls that wait in .rewind/import'] : []),
        ...(isRepeat ? [`  cause     ${USED_UP}`] : []),
        ...(orphan === undefined
          ? []
          : [`  cause     it is in ${orphan}, which belongs to no test: was this test renamed?`]),
        ...(nearest === undefined ? [] : await describeDifferences(nearest.label, differences)),
        ...(cause === undefined
          ? []
          : [`  cause     ${cause.what}: different on every run, so that recording again does not help`]),
      ],
      ...remedyOf(names, { isRepeat, cause, orphan, isPoolOpen }),
      reason: reasonOf({ isRepeat, cause, orphan, isPoolOpen }, entries.length),
      test: names.test,
      cassette: names.cassette,
      call: divergence.call,
      incomingKey: divergence.key,
      nearest: nearest?.number,
      differences,
      orphan,
    }),
    divergence.origin,
  )
}

// Its recordings are there, and this attempt has used each of them.
function isUsedUp({ entries, imported, key, rules }: Divergence): boolean {
  return imported?.isTaken === true || entries.some((entry) => requestKey(entry.call().request, rules) === key)
}

function importedCalls({ imported }: Divergence): readonly PooledCall[] {
  return imported?.isOpen === true ? imported.calls() : []
}

const USED_UP =
  'its recorded answers were all used before: the test makes this request more often than when it was recorded'

interface DivergenceCauses {
  readonly isRepeat: boolean
  readonly cause: VolatileCause | undefined
  readonly orphan: string | undefined
  readonly isPoolOpen: boolean
}

function remedyOf(
  { rerecord, cassette, folder = '' }: SessionNames,
  { isRepeat, cause, orphan, isPoolOpen }: DivergenceCauses,
): Pick<RewindErrorParts, 'remedy' | 'alternative'> {
  if (orphan !== undefined)
    return { remedy: `npx rewind mv "${folder}${orphan}" "${folder}${cassette}"`, alternative: rerecord }
  if (cause !== undefined)
    return { remedy: `normalize: [${cause.presets.join(', ')}] in rewind.config.ts`, alternative: rerecord }
  if (isPoolOpen && !isRepeat)
    return { remedy: rerecord, alternative: 'npx rewind import --clear, if you do not need what waits there' }
  return {
    remedy: rerecord,
    alternative: isRepeat ? "repeats: 'last' in rewind.config.ts, to give the last answer again" : undefined,
  }
}

function reasonOf({ isRepeat, cause, orphan }: DivergenceCauses, recorded: number): DivergenceReason {
  if (orphan !== undefined) return 'renamed'
  if (isRepeat) return 'used-up'
  if (cause !== undefined) return 'volatile'
  return recorded === 0 ? 'never-recorded' : 'changed'
}

function redactDifference({ path, recorded, received }: RequestDifference, redactor: Redactor): RequestDifference {
  return {
    path,
    recorded: recorded === undefined ? undefined : redactor.text(recorded),
    received: received === undefined ? undefined : redactor.text(received),
  }
}

function describeCalls(all: number, unplayed: number): string {
  if (all === 0) return 'never recorded, or not committed'
  return `${all} ${all === 1 ? 'call' : 'calls'}, ${unplayed} unplayed`
}
