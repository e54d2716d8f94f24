/** Every stable error code. The README lists each with its remedy. */
export type RewindErrorCode =
  | 'REWIND_DIVERGENCE'
  | 'REWIND_UNUSED'
  | 'REWIND_OPTIONS'
  | 'REWIND_CONFIG'
  | 'REWIND_CASSETTE'
  | 'REWIND_CASSETTE_VERSION'
  | 'REWIND_CASSETTE_WRITE'
  | 'REWIND_PLACEHOLDER_KEY'
  | 'REWIND_HTTP2'
  | 'REWIND_NO_SESSION'
  | 'REWIND_BYPASSED'
  | 'REWIND_RUNNER'
  | 'REWIND_SECRET'
  | 'REWIND_INTERNAL'

/** What every error of this package is made of. */
export interface RewindErrorParts {
  /** What happened, in one sentence, without the code. */
  readonly summary: string
  /** Lines that say where and why, already indented by their writer. */
  readonly details?: readonly string[]
  /** What to do about it: a sentence or a command that can be pasted. */
  readonly remedy: string
  readonly cause?: unknown
}

/** The base of every error that rewind throws. */
export class RewindError extends Error {
  /** Stable name of the kind of failure. */
  readonly code: RewindErrorCode
  /** What to do about it: a sentence or a command that can be pasted. */
  readonly remedy: string

  constructor(code: RewindErrorCode, parts: RewindErrorParts) {
    const lines = [`${parts.summary}  [${code}]`, ...(parts.details ?? []), `  fix       ${parts.remedy}`]
    super(lines.join('\n'), parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = new.target.name
    this.code = code
    this.remedy = parts.remedy
  }
}

/** A wrong option, environment variable or configuration file. */
export class RewindOptionsError extends RewindError {
  constructor(parts: RewindErrorParts & { readonly code?: 'REWIND_OPTIONS' | 'REWIND_CONFIG' }) {
    super(parts.code ?? 'REWIND_OPTIONS', parts)
  }
}

/** A cassette that cannot be read exactly, or cannot be written. */
export class RewindCassetteError extends RewindError {
  /** Path of the cassette. */
  readonly file: string
  /** 1-based line of the cassette, where one is known. */
  readonly line: number | undefined

  constructor(
    parts: RewindErrorParts & {
      readonly code?: 'REWIND_CASSETTE' | 'REWIND_CASSETTE_VERSION' | 'REWIND_CASSETTE_WRITE'
      readonly file: string
      readonly line?: number | undefined
    },
  ) {
    super(parts.code ?? 'REWIND_CASSETTE', parts)
    this.file = parts.file
    this.line = parts.line
  }
}
