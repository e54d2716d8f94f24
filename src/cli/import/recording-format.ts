import type { ForeignCall, UnreadableCall } from './foreign-call.ts'
import type { ExactCall } from './formats/rewind-har.ts'

/** The recordings of one tool. */
export interface RecordingFormat {
  /** As `--format` and the report spell it. */
  readonly name: string
  /**
   * Reads a file.
   *
   * @returns its calls; undefined where it has another form
   */
  readonly read: (source: RecordingSource) => readonly ReadCall[] | undefined
}

/** A call of a recording. */
export type ReadCall = ForeignCall | UnreadableCall | ExactCall

/** A file that may be a recording. */
export interface RecordingSource {
  /** Unpacked, where the file itself was packed. */
  readonly bytes: Uint8Array
  /** What its JSON or YAML holds; undefined where it is neither. */
  readonly value: unknown
  /** Reads a file that it names, relative to it; undefined where there is none. */
  readonly readBeside: (path: string) => Uint8Array | undefined
}
