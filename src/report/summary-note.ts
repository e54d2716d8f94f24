/** One thing that the summary says below its table. */
export interface Note {
  readonly label: string
  /** Parts of one sentence; a line may be broken between them. */
  readonly parts: readonly string[]
  /** Further lines of it, each made of such parts. */
  readonly more?: readonly (readonly string[])[]
  readonly tone: 'good' | 'loud' | 'bad' | 'quiet'
}
