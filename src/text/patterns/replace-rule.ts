/** Replaces text that a pattern finds. */
export interface ReplaceRule {
  /** Every match is replaced; the flags `g` and `y` and the state of the object do not matter. */
  readonly pattern: RegExp
  /** The text put in its place, as it is written. */
  readonly as: string
}

/** Makes a pattern of the same text that finds every match, and keeps its state to itself. */
export function everyMatch(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`)
}
