/** The modes, in the order that messages name them. */
export const MODES = ['replay', 'update', 'record', 'strict', 'off'] as const

/** What a run does with requests to LLM hosts. */
export type Mode = (typeof MODES)[number]

/** What the cassette of a test has for one request. */
export type Found<Call> =
  | { readonly kind: 'call'; readonly call: Call }
  /** There are recordings for it, of its own or imported, and the request is not among them. */
  | { readonly kind: 'no-call' }
  | { readonly kind: 'no-cassette' }

/** What is done with one request. */
export type Decision<Call> =
  | { readonly kind: 'pass' }
  | { readonly kind: 'replay'; readonly call: Call }
  | { readonly kind: 'record' }
  | { readonly kind: 'fail' }

/**
 * Decides what happens to one request to an LLM host.
 *
 * @param mode - the mode in force
 * @param found - what the cassette has for it
 * @returns the decision
 */
export function decide<Call>(mode: Mode, found: Found<Call>): Decision<Call> {
  if (mode === 'off') return { kind: 'pass' }
  if (mode === 'record') return { kind: 'record' }
  if (found.kind === 'call') return { kind: 'replay', call: found.call }
  return mayGoLive(mode, { hasRecordings: found.kind === 'no-call' }) ? { kind: 'record' } : { kind: 'fail' }
}

/**
 * Says whether a request that no recorded call answers may go to the network.
 *
 * @param mode - the mode in force
 * @param test - what is known of the test
 * @param test.hasRecordings - whether it has a cassette, or imported calls wait for it
 * @returns whether it may
 */
export function mayGoLive(mode: Mode, { hasRecordings }: { readonly hasRecordings: boolean }): boolean {
  switch (mode) {
    case 'strict':
      return false
    case 'replay':
      return !hasRecordings
    case 'update':
    case 'record':
    case 'off':
      return true
    default:
      return mode satisfies never
  }
}

/**
 * Says whether a recorded call may answer a request.
 *
 * @param mode - the mode in force
 * @returns whether it may
 */
export function mayReplay(mode: Mode): boolean {
  return mode === 'replay' || mode === 'update' || mode === 'strict'
}

/**
 * Says whether calls that an unfinished run has recorded may answer a request.
 *
 * @param mode - the mode in force
 * @returns whether they may
 */
export function mayResume(mode: Mode): boolean {
  return mode === 'replay' || mode === 'update'
}

/**
 * Says whether calls that are on no test's cassette may answer a request: those of a test that was renamed, and those
 * that were imported from another tool.
 *
 * @param mode - the mode in force
 * @returns whether they may
 */
export function mayAdopt(mode: Mode): boolean {
  return mode === 'replay' || mode === 'update'
}

/**
 * Says whether a WebSocket session whose client said something else in an earlier run is recorded anew.
 *
 * @param mode - the mode in force
 * @returns whether it is: elsewhere, what its client says is compared with the recording again
 */
export function renewsOutdatedSessions(mode: Mode): boolean {
  return mode === 'update'
}

/**
 * Says whether a request that its own cassette does not hold may be answered with a call of another test of its file.
 *
 * @param mode - the mode in force
 * @returns whether it may: not where what is missing is to be recorded
 */
export function mayBorrow(mode: Mode): boolean {
  return mode === 'replay' || mode === 'strict'
}

/**
 * Says whether a cassette that cannot be read is recorded over: only where all of it is to be recorded anew.
 *
 * @param mode - the mode in force
 * @returns whether it is
 */
export function mayReplaceUnreadable(mode: Mode): boolean {
  return mode === 'record'
}

/**
 * Says whether rewind leaves all traffic alone.
 *
 * @param mode - the mode in force
 * @returns whether it does
 */
export function isOff(mode: Mode): boolean {
  return mode === 'off'
}

/**
 * Says whether clients can be made without the providers' keys: a call that would have to go live is refused then, and
 * names what is missing.
 *
 * @param mode - the mode in force
 * @returns whether they can
 */
export function canRunWithoutKeys(mode: Mode): boolean {
  return !isOff(mode)
}

/** How one attempt of a test ended. */
export type Outcome = 'passed' | 'failed' | 'skipped'

/** An attempt that ended, as far as its cassette goes. */
export interface AttemptCalls {
  readonly outcome: Outcome
  /** How many calls it recorded. */
  readonly recorded: number
  /** How many calls of the cassette it did not make. */
  readonly unplayed: number
}

/**
 * Decides what becomes of the cassette when an attempt is over: only a test that passed changes it.
 *
 * @param mode - the mode in force
 * @param attempt - how it ended, and its calls
 * @returns `keep` leaves the file alone; `replace` writes exactly the calls of this attempt
 */
export function decideWrite(mode: Mode, attempt: AttemptCalls): 'keep' | 'replace' {
  if (attempt.outcome !== 'passed') return 'keep'
  switch (mode) {
    case 'off':
    case 'strict':
      return 'keep'
    case 'replay':
      return attempt.recorded > 0 ? 'replace' : 'keep'
    case 'update':
      return attempt.recorded + attempt.unplayed > 0 ? 'replace' : 'keep'
    case 'record':
      return 'replace'
    default:
      return mode satisfies never
  }
}

/**
 * Decides what recorded calls mean that a test did not make.
 *
 * @param mode - the mode in force
 * @param outcome - how the attempt ended: a test that failed or was skipped midway had no chance to make them
 * @returns `fail` holds them against the test, `note` counts them for the summary
 */
export function judgeUnplayed(mode: Mode, outcome: Outcome): 'fail' | 'note' | 'ignore' {
  if (outcome !== 'passed') return 'ignore'
  if (mode === 'strict') return 'fail'
  return mode === 'replay' ? 'note' : 'ignore'
}

/**
 * Says whether what was held against an attempt of a test stays when a retry passes without it: a prompt that differs
 * from attempt to attempt is not the one that was recorded.
 *
 * @param mode - the mode in force
 * @returns whether it stays
 */
export function divergenceSurvivesRetry(mode: Mode): boolean {
  return mayReplay(mode)
}
