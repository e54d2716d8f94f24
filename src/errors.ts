/** Every stable error code. `docs/reference/errors.md` lists each with its remedy. */
export type RewindErrorCode =
  | 'REWIND_DIVERGENCE'
  | 'REWIND_UNUSED'
  | 'REWIND_OPTIONS'
  | 'REWIND_CONFIG'
  | 'REWIND_CASSETTE'
  | 'REWIND_CASSETTE_VERSION'
  | 'REWIND_CASSETTE_WRITE'
  | 'REWIND_SECRET'
  | 'REWIND_PLACEHOLDER_KEY'
  | 'REWIND_BUDGET'
  | 'REWIND_HTTP2'
  | 'REWIND_NO_SESSION'
  | 'REWIND_BYPASSED'
  | 'REWIND_CRASH'
  | 'REWIND_RUNNER'
  | 'REWIND_REPORT'
  | 'REWIND_USAGE'
  | 'REWIND_FILE'
  | 'REWIND_INTERNAL'

/** What every error of this package is made of. */
export interface RewindErrorParts {
  /** What happened, in one sentence, without the code. */
  readonly summary: string
  /** Lines that say where and why, already indented by their writer. */
  readonly details?: readonly string[]
  /** What to do about it: a sentence or a command that can be pasted. */
  readonly remedy: string
  /** What to do instead, where that may be what is wanted. */
  readonly alternative?: string | undefined
  readonly cause?: unknown
}

/** The base of every error that rewind throws. */
export class RewindError extends Error {
  /** Stable name of the kind of failure. */
  readonly code: RewindErrorCode
  /** What happened, in one sentence: the first line of the message, without the code. */
  readonly summary: string
  /** What to do about it: a sentence or a command that can be pasted. */
  readonly remedy: string
  // Not a field: runners print those of an error below its message, which has these lines.
  readonly #details: readonly string[]

  constructor(code: RewindErrorCode, parts: RewindErrorParts) {
    const lines = [
      `${parts.summary}  [${code}]`,
      ...(parts.details ?? []),
      `  fix       ${parts.remedy}`,
      ...(parts.alternative === undefined ? [] : [`  or        ${parts.alternative}`]),
    ]
    super(lines.join('\n'), parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = new.target.name
    this.code = code
    this.summary = parts.summary
    this.remedy = parts.remedy
    this.#details = parts.details ?? []
  }

  /**
   * Where and why it happened.
   *
   * @returns lines, indented as they are in the message
   */
  get details(): readonly string[] {
    return this.#details
  }
}

/** A wrong option, environment variable or configuration file. */
export class RewindOptionsError extends RewindError {
  /** Absolute path of the configuration file that says it, where one does. */
  readonly file: string | undefined
  /** 1-based line of that file, where one is known. */
  readonly line: number | undefined

  constructor(
    parts: RewindErrorParts & {
      readonly code?: 'REWIND_OPTIONS' | 'REWIND_CONFIG'
      readonly file?: string | undefined
      readonly line?: number | undefined
    },
  ) {
    super(parts.code ?? 'REWIND_OPTIONS', parts)
    this.file = parts.file
    this.line = parts.line
  }
}

/** `conflict`: a merge is not finished; `version`: the file is in another version of the format. */
export type CassetteFault = 'conflict' | 'version'

/** A cassette that cannot be read exactly, or cannot be written. */
export class RewindCassetteError extends RewindError {
  /** Path of the cassette, relative to the project root where it lies inside. */
  readonly file: string
  /** 1-based line of the cassette, where one is known. */
  readonly line: number | undefined
  /** What it is that cannot be read, where that is not the text itself. */
  readonly fault: CassetteFault | undefined

  constructor(
    parts: RewindErrorParts & {
      readonly code?: 'REWIND_CASSETTE' | 'REWIND_CASSETTE_VERSION' | 'REWIND_CASSETTE_WRITE'
      readonly file: string
      readonly line?: number | undefined
      readonly fault?: CassetteFault | undefined
    },
  ) {
    super(parts.code ?? 'REWIND_CASSETTE', parts)
    this.file = parts.file
    this.line = parts.line
    this.fault = parts.fault
  }
}

/** Where a secret would have been written. */
export interface SecretPlace {
  /** 1-based number of the call in what would have been written; 0 for the header of the cassette. */
  readonly call: number
  /** Part of the call and JSON path in it, such as `response $.choices[0].message.content`. */
  readonly path: string
  /** Kind of secret, such as `GITHUB_TOKEN`. */
  readonly kind: string
}

/** A secret would have been written to a cassette. Nothing was written. */
export class RewindSecretError extends RewindError {
  /** Path of the cassette, relative to the project root. */
  readonly cassette: string
  /** Where the secrets are; never what they are. */
  readonly places: readonly SecretPlace[]

  constructor(parts: RewindErrorParts & { readonly cassette: string; readonly places: readonly SecretPlace[] }) {
    super('REWIND_SECRET', parts)
    this.cassette = parts.cassette
    this.places = parts.places
  }
}

/** One place where a request differs from the nearest recorded one. */
export interface RequestDifference {
  /** JSON path of the body, or `method`, `url`, `query.<name>`, `header <name>`, `part <name>`, `body`. */
  readonly path: string
  /** Text of the recorded value; undefined where it was not there. */
  readonly recorded: string | undefined
  /** Text of the value that came; undefined where it is gone. */
  readonly received: string | undefined
}

/**
 * Why a request has no recorded answer: the test was `never-recorded`, or its cassette is not committed; its recording
 * is in a cassette of no test, since it was `renamed`; its answers are `used-up`, since it asks more often than when it
 * was recorded; the request has `changed`; it is `volatile`: what differs does so on every run; or the answer is
 * `read-further` than its caller read it when it was recorded.
 */
export type DivergenceReason = 'never-recorded' | 'renamed' | 'used-up' | 'changed' | 'volatile' | 'read-further'

/** Facts of a request that has no recorded answer. */
export interface DivergenceParts extends RewindErrorParts {
  readonly reason: DivergenceReason
  readonly test: string
  readonly cassette: string
  /** 1-based position of the request among those of the test. */
  readonly call: number
  readonly incomingKey: string
  /** 1-based number of the most similar recorded call, where there is one. */
  readonly nearest: number | undefined
  readonly differences: readonly RequestDifference[]
  /** Path of a cassette of no test that has the call, where there is one, relative to the project root. */
  readonly orphan?: string | undefined
}

/** In `strict` and in `replay`, a request came that the cassette has no answer for. */
export class RewindReplayDivergenceError extends RewindError {
  /** Why it has none. */
  readonly reason: DivergenceReason
  /** Full name of the test. */
  readonly test: string
  /** Path of the cassette, relative to the project root. */
  readonly cassette: string
  /** 1-based position of the request among those of the test. */
  readonly call: number
  /** Key of the request: what the cassette was searched for. */
  readonly incomingKey: string
  /** 1-based number of the most similar recorded call, where there is one. */
  readonly nearest: number | undefined
  /** How the request differs from that call. */
  readonly differences: readonly RequestDifference[]
  /** Path of a cassette of no test that has the call, where there is one, relative to the project root. */
  readonly orphan: string | undefined

  constructor(parts: DivergenceParts) {
    super('REWIND_DIVERGENCE', parts)
    this.reason = parts.reason
    this.test = parts.test
    this.cassette = parts.cassette
    this.call = parts.call
    this.incomingKey = parts.incomingKey
    this.nearest = parts.nearest
    this.differences = parts.differences
    this.orphan = parts.orphan
  }
}

/** In `strict`, a test passed without making calls that its cassette holds. */
export class RewindUnusedCallsError extends RewindError {
  /** Path of the cassette, relative to the project root. */
  readonly cassette: string
  /** 1-based numbers of the calls that were not made. */
  readonly calls: readonly number[]

  constructor(parts: RewindErrorParts & { readonly cassette: string; readonly calls: readonly number[] }) {
    super('REWIND_UNUSED', parts)
    this.cassette = parts.cassette
    this.calls = parts.calls
  }
}

/**
 * Reads the message of what was thrown, which may be no error.
 *
 * @param thrown - anything
 * @returns its message, else its text
 */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/**
 * Turns what was thrown into an error of rewind: anything else is a defect, and a test must not stay green because of
 * it.
 *
 * @param thrown - anything
 * @param task - what was being done, after "rewind failed to"
 * @returns what was thrown, where it is an error of rewind; else one about the defect
 */
export function asRewindError(thrown: unknown, task: string): RewindError {
  return thrown instanceof RewindError ? thrown : internalError(task, thrown)
}

/**
 * Makes the error for a defect of rewind itself.
 *
 * @param task - what was being done, after "rewind failed to"
 * @param cause - what was thrown
 * @returns the error
 */
export function internalError(task: string, cause: unknown): RewindError {
  return new RewindError('REWIND_INTERNAL', {
    summary: `rewind failed to ${task}: ${messageOf(cause)}`,
    remedy: 'please report this, with its cause and the request that led to it',
    cause,
  })
}
