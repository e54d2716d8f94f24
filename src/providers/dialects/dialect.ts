import type { TokenCounts } from '../../cassette/call.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'

/** Names of properties that lead to a value. */
export type Path = readonly string[]

/** What a usage object counts; undefined where it does not say. */
export type Counts = { readonly [Name in keyof TokenCounts]: TokenCounts[Name] | undefined }

/** One way of spelling a usage object. */
interface UsageShape {
  /** Paths of which at least one is a number in this shape; the first shape that shows one is taken. */
  readonly marks: readonly Path[]
  readonly read: (usage: UnknownRecord) => Counts
}

/** How one API counts tokens: where its answers say so, and in which words. */
export interface Dialect {
  /** Where a body, or an event of a stream, has its usage object. */
  readonly usageAt: readonly Path[]
  /** Counts that are at the top of a body, beside its content. */
  readonly topCounts?: readonly string[]
  readonly shapes: readonly UsageShape[]
}
