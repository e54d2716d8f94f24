/** What a run does with requests to LLM hosts. */
export type Mode = 'replay' | 'update' | 'record' | 'strict' | 'off'

/** What is done with one request. */
export type Decision<Hit> =
  | { readonly kind: 'pass' }
  | { readonly kind: 'replay'; readonly hit: Hit }
  | { readonly kind: 'record' }
  | { readonly kind: 'fail' }

/**
 * Decides what happens to one request to an LLM host. The only reader of the mode.
 *
 * @param mode - the mode in force
 * @param hit - the recorded call that answers the request, where there is one
 * @returns the decision
 */
export function decide<Hit>(mode: Mode, hit: Hit | undefined): Decision<Hit> {
  switch (mode) {
    case 'off':
      return { kind: 'pass' }
    case 'record':
      return { kind: 'record' }
    case 'replay':
    case 'update':
      return hit === undefined ? { kind: 'record' } : { kind: 'replay', hit }
    case 'strict':
      return hit === undefined ? { kind: 'fail' } : { kind: 'replay', hit }
    default:
      return mode satisfies never
  }
}

/** How one attempt of a test ended. */
export type Outcome = 'passed' | 'failed' | 'skipped'

/**
 * Decides what becomes of the cassette when an attempt is over.
 *
 * @param mode - the mode in force
 * @param attempt - how it ended, and how many calls it recorded
 * @returns `keep` leaves the file alone; `replace` writes exactly this run's calls; `merge` writes them beside the old
 *   ones
 */
export function decideWrite(
  mode: Mode,
  attempt: { readonly outcome: Outcome; readonly recorded: number },
): 'keep' | 'replace' | 'merge' {
  switch (mode) {
    case 'off':
    case 'strict':
      return 'keep'
    case 'replay':
    case 'update':
      if (attempt.recorded === 0) return 'keep'
      return attempt.outcome === 'passed' ? 'replace' : 'merge'
    case 'record':
      if (attempt.outcome === 'passed') return 'replace'
      return attempt.recorded === 0 ? 'keep' : 'merge'
    default:
      return mode satisfies never
  }
}

/**
 * Tells whether recorded calls that were not made are held against a test.
 *
 * @param mode - the mode in force
 * @param outcome - how the attempt ended: a test that failed or was skipped midway had no chance to make them
 * @returns whether they count
 */
export function checksUnplayedCalls(mode: Mode, outcome: Outcome): boolean {
  return mode === 'strict' && outcome === 'passed'
}

/**
 * Tells whether what was held against an attempt of a test stays when a retry passes without it: a prompt that differs
 * from attempt to attempt is not the one that was recorded.
 *
 * @param mode - the mode in force
 * @returns whether it stays
 */
export function divergenceSurvivesRetry(mode: Mode): boolean {
  return mode === 'strict'
}

/**
 * Tells whether a run may get along without the providers' keys.
 *
 * @param mode - the mode in force
 * @returns whether calls are answered from cassettes where they can be
 */
export function canRunWithoutKeys(mode: Mode): boolean {
  return mode === 'strict' || mode === 'replay' || mode === 'update'
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
 * Says whether a recorded call may answer a request.
 *
 * @param mode - the mode in force
 * @returns whether it may
 */
export function mayReplay(mode: Mode): boolean {
  return mode === 'strict' || mode === 'replay' || mode === 'update'
}

/**
 * Says whether a request that no recorded call answers may go to the network.
 *
 * @param mode - the mode in force
 * @returns whether it may
 */
export function mayGoLive(mode: Mode): boolean {
  return mode !== 'strict'
}
