/** What is said of a recorded call beside its conversation. Plain JSON data. */
export interface CallFacts {
  /** 1-based line of the cassette. */
  readonly line: number
  readonly method: string
  readonly url: string
  readonly status: number
  readonly provider: string | null
  /** As the provider counted it, else as the request names it. */
  readonly model: string | null
  /** How the response ended: by its framing, by the caller, or by the server. */
  readonly end: 'complete' | 'aborted' | 'cut'
  /** US dollars at today's prices; null where no price is known. */
  readonly usd: number | null
  /** ISO 8601. */
  readonly recordedAt: string
}
