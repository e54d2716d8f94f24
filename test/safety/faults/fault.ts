/** How much of a fault is injected: all of it in `npm run faults`, a slice in the everyday run. */
type Amount = 'slice' | 'all'

/** Something that goes wrong, and what must be true after it. */
export interface Fault {
  readonly fault: string
  readonly injected: string
  readonly checked: string
  /** Injects it and checks; returns what happened, in a few words. @throws when something is not as it must be */
  readonly run: (amount: Amount) => Promise<string>
}

/** Thrown where a machine cannot inject a fault: shown as such, never as passed. */
export class NotPossibleHere extends Error {}

/**
 * Checks one thing.
 *
 * @param isSo - whether it is as it must be
 * @param what - what it is
 * @throws when it is not
 */
export function assertThat(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(what)
}
