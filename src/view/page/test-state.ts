import type { IndexedTest } from '../data/page-index.ts'

/** What happened to a test, the worst first. */
export const STATES = ['diverged', 'refused', 'unused', 'unfinished', 'recorded', 'live', 'replayed'] as const
export type State = (typeof STATES)[number]

/** What each state says of a call. */
export const STATE_MEANING: Readonly<Record<State, string>> = {
  diverged: 'requests without a recorded answer',
  refused: 'requests that were not sent: a missing key, a spent budget, a cassette that cannot be read',
  unused: 'recorded calls that were not asked for',
  unfinished: 'calls that were recorded by a test that did not pass: its next run takes them from there',
  recorded: 'calls that went to the network and were recorded',
  live: 'calls that went to the network and were not recorded',
  replayed: 'calls that were answered from the recording',
}

/** States whose word says something else than the people who read it would think. */
const STATE_WORDS: Readonly<Partial<Record<string, string>>> = { live: 'not recorded' }

/** The word that a state, or another filter, is shown by. */
export function wordOf(state: string): string {
  return STATE_WORDS[state] ?? state
}

/** What a run did with a test; none where it was not in the run. */
export function statesOf({ run }: IndexedTest): readonly State[] {
  return run === null ? [] : STATES.filter((state) => run.calls[state] > 0)
}
