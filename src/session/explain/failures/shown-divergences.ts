import { RewindReplayDivergenceError } from '../../../errors.ts'
import { spellChange } from '../../../text/changed-words.ts'

/** Divergences of a test file that were shown before. */
export interface ShownDivergences {
  /**
   * Shortens a divergence that is equal to one before: hundreds of tests may diverge by one model. All of them then
   * have one text, which runners print once.
   *
   * @returns the same error
   */
  shorten(error: Error): Error
  /** Says whether an error was shortened: its text is then one for all of its kind, and leads to no line. */
  isShortened(error: Error): boolean
}

const SHOWN = 40

/** Begins with none. */
export function createShownDivergences(): ShownDivergences {
  const shown = new Set<string>()
  const shortened = new WeakSet<Error>()
  return {
    isShortened: (error) => shortened.has(error),
    shorten(error) {
      if (!(error instanceof RewindReplayDivergenceError) || error.differences.length === 0) return error
      const { summary, differences, code } = error
      const id = JSON.stringify([summary, differences])
      if (!shown.has(id)) {
        shown.add(id)
        return error
      }
      const [first] = differences
      const change = spellChange({ before: first?.recorded ?? '', after: first?.received ?? '' }, SHOWN)
      const more = differences.length > 1 ? ` and ${differences.length - 1} more` : ''
      error.message = `${summary}: ${first?.path} ${change}${more}, as shown above  [${code}]`
      shortened.add(error)
      error.stack = `${error.name}: ${error.message}`
      return error
    },
  }
}
