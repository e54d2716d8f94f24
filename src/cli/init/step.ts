/** One part of a set-up. */
export interface Step {
  /** Relative to the project root, with `/`. */
  readonly file: string
  /** What it does there, after "adds": `the set-up file and the reporter`. */
  readonly what: string
  readonly change: Change
}

/** What becomes of a file, or of the configuration of git. */
export type Change =
  | { readonly kind: 'same' }
  /** `content` is what the file has then. */
  | { readonly kind: 'write'; readonly content: string; readonly isNew: boolean }
  /** A value of the configuration of this clone. */
  | { readonly kind: 'git-config'; readonly values: readonly (readonly [name: string, value: string])[] }
  /** It cannot be edited: what is to be put there by hand. */
  | { readonly kind: 'by-hand'; readonly why: string; readonly remedy: string }
