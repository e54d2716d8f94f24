/** A request as `match` sees it. */
export interface RewindRequest {
  readonly url: string
  readonly method: string
  /** Values by lower-case name; repeated fields joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; bytes that are not UTF-8 are replaced. */
  readonly body: string
  /** Whether the caller asked for a streamed answer. */
  readonly stream: boolean
}
