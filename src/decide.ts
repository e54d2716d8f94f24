/** What a run does with requests to LLM hosts. */
export type Mode = 'replay' | 'strict' | 'record' | 'off'

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
      return hit === undefined ? { kind: 'record' } : { kind: 'replay', hit }
    case 'strict':
      return hit === undefined ? { kind: 'fail' } : { kind: 'replay', hit }
    default:
      return mode satisfies never
  }
}
