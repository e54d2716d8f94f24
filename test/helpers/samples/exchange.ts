/** A request and its response, as the wire had them. */
export interface Exchange {
  readonly id: string
  readonly provider: string
  /** `buffered`, `sse`, `ndjson`, or another word for a body that comes in pieces. */
  readonly stream: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>
  readonly requestBody: Uint8Array
  readonly responseHeaders: Readonly<Record<string, readonly string[]>>
  /** Content-decoded. */
  readonly responseBody: Uint8Array
  /** As on the wire. */
  readonly wireBody: Uint8Array
  /** What the response counted, where that is known. */
  readonly rawUsage: Readonly<Record<string, unknown>> | null
}
