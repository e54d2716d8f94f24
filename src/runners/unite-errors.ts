import { loadRarelyNeeded } from './load-rarely-needed.ts'

/** Makes one error of all that a test file fails with; undefined where there is none. */
export function uniteErrors(errors: readonly Error[]): Error | undefined {
  return errors.length < 2 ? errors[0] : loadRarelyNeeded().combineFailures(errors)
}
