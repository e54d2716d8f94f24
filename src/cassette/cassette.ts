import type { Call, CassetteHeader, RecordedResponse, Usage } from './call.ts'
import type { PlainValue } from './form/write-yaml.ts'

/** A cassette as it was opened: nothing but the keys is decoded yet. */
export interface Cassette {
  readonly header: CassetteHeader
  readonly entries: readonly CassetteEntry[]
}

/** One call of a cassette, decoded when it is asked for. */
export interface CassetteEntry {
  /** Undefined where a hand-written call has none. */
  readonly key: string | undefined
  /** 1-based number in the cassette. */
  readonly number: number
  /** 1-based line of the file. */
  readonly line: number
  /** Whether the request, with those it continues, is unchanged since its key was written. */
  hasIntactRequest(): boolean
  /**
   * Whether the answer is unchanged since the response was written. An edited one is replayed, but nobody saw a model
   * say it.
   */
  hasIntactAnswer(): boolean
  /** Decodes what the model said, as the cassette has it; undefined where it has not. */
  answer(): PlainValue | undefined
  /** Decodes the response only. @throws {RewindCassetteError} when it cannot be read exactly */
  response(): RecordedResponse
  /** Decodes the usage only. @throws {RewindCassetteError} when it cannot be read */
  usage(): Usage | undefined
  /** Decodes everything. @throws {RewindCassetteError} when it cannot be read exactly */
  call(): Call
}
