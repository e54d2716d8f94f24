import type { RecordedRequest } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { PooledCall } from '../../cassette/disk/import-pool.ts'
import type { KeyRules } from '../../difference/nearest-call.ts'
import { explainTextDifference } from '../../difference/text-difference.ts'
import {
  RewindError,
  RewindReplayDivergenceError,
  type DivergenceReason,
  type RequestDifference,
  type RewindErrorParts,
} from '../../errors.ts'
import { requestKey } from '../../key/request-key.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { formatCount } from '../../report/format.ts'
import { findVolatileCause, type VolatileCause } from './explain-cause.ts'
import { findNearest } from './find-nearest.ts'
import { hangLines } from './hang-lines.ts'
import { withUserStack } from './user-stack.ts'

/** What a test is called in messages, and how only it is run again. */
export interface SessionNames {
  /** Full name of the test. */
  readonly test: string
  /** Path of the cassette, relative to the project root. */
  readonly cassette: string
  /** The folder of that root as a command names it, with a `/` at its end; empty where it is typed there. */
  readonly folder?: string
  /** Command that records just this test again, and leaves what has not changed. */
  readonly rerecord: string
  /** Command that records all calls of just this test again. */
  readonly rerecordAll: string
}

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

const SHOWN_DIFFERENCES = 5
/** Characters from which a text is shown in part. */
const LONG = 100

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
  const cause = nearest === undefined ? undefined : findVolatileCause(differences)
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

/**
 * Explains requests or answers that were still under way long after the end of a test.
 *
 * @param names - the test and its cassette
 * @returns the error that the test fails with in strict, where nobody can say what they would have been
 */
export function explainUnsettled(names: SessionNames, count: number): RewindError {
  const calls = count === 1 ? 'a call was' : `${count} calls were`
  const when = 'still under way 5 s after the test ended'
  return new RewindError('REWIND_DIVERGENCE', {
    summary: `${names.test}: ${calls} ${when}, and neither recorded nor replayed to the end`,
    remedy: 'await every call in the test, or abort it',
  })
}

/**
 * Explains a stream that is read further than its recording goes.
 *
 * @param names - the test and its cassette
 * @param overrun - the request, the recorded call, and where the request was made
 * @returns the error that the test fails with
 */
export function explainOverrun(
  names: SessionNames,
  overrun: { readonly request: RecordedRequest; readonly entry: CassetteEntry; readonly origin: Error },
): RewindError {
  const { request, entry, origin } = overrun
  const error = new RewindError('REWIND_DIVERGENCE', {
    summary: `${request.method} ${request.url} is read further than it was recorded`,
    details: [
      `  cassette  ${names.cassette}:${entry.line} (call ${entry.number})`,
      '  cause     when this was recorded, the caller stopped the answer here; now it waits for more',
    ],
    remedy: names.rerecord,
  })
  return withUserStack(error, origin)
}

/**
 * Explains a call that went live without being seen.
 *
 * @param names - the test and its cassette
 * @returns the error that the test fails with in strict
 */
export function explainBypassed(names: SessionNames, url: URL, origin: Error): RewindError {
  const error = new RewindError('REWIND_BYPASSED', {
    summary: `a call to ${url.origin}${url.pathname} in "${names.test}" went live without being recorded or replayed`,
    details: ['  cause     its connection was opened before rewind was set up, or goes through its own proxy'],
    remedy:
      "list rewind's set-up file first, make clients, agents and dispatchers after it, and name proxies in HTTP_PROXY and HTTPS_PROXY",
  })
  return withUserStack(error, origin)
}

/**
 * Explains a call that has to go live without a key.
 *
 * @param names - the test and its cassette
 * @param call - the request, where it was made, and the environment variable that holds a placeholder
 * @returns the error that the request is answered with, and the test fails with
 */
export function explainPlaceholder(
  names: SessionNames,
  call: { readonly request: RecordedRequest; readonly variable: string; readonly origin: Error },
): RewindError {
  const { request, variable, origin } = call
  const error = new RewindError('REWIND_PLACEHOLDER_KEY', {
    summary: `${request.method} ${request.url} is not on the cassette, and ${variable} is not set to make it live`,
    details: [`  cassette  ${names.cassette}`],
    remedy: `set ${variable}, then ${names.rerecord}`,
  })
  return withUserStack(error, origin)
}

function describeCalls(all: number, unplayed: number): string {
  if (all === 0) return 'never recorded, or not committed'
  return `${all} ${all === 1 ? 'call' : 'calls'}, ${unplayed} unplayed`
}

// Of texts that are shown in part.
function describeLengths({ recorded = '', received = '' }: RequestDifference): string {
  if (Math.max(recorded.length, received.length) <= LONG) return ''
  return ` (${formatCount(recorded.length)} → ${formatCount(received.length)} characters)`
}

/** Shows where something recorded differs from what came: `label` says what it was, such as `call 2`. */
export async function describeDifferences(
  label: string,
  differences: RewindReplayDivergenceError['differences'],
): Promise<string[]> {
  const { diffLines, diffWords } = await import('diff')
  const lines: string[] = []
  for (const [index, difference] of differences.slice(0, SHOWN_DIFFERENCES).entries()) {
    lines.push(
      `  ${index === 0 ? `nearest   ${label}: ` : '          '}${difference.path}${describeLengths(difference)}`,
    )
    for (const line of explainTextDifference(difference.recorded ?? '', difference.received ?? '', {
      diffLines,
      diffWords,
    })) {
      lines.push(...hangLines(line, 12))
    }
  }
  if (differences.length === 0) lines.push(`  nearest   ${label}: no difference that can be shown`)
  if (differences.length > SHOWN_DIFFERENCES)
    lines.push(`            and ${differences.length - SHOWN_DIFFERENCES} more differences`)
  return lines
}
