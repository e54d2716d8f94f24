import type { PlainValue } from '../../form/write-yaml.ts'
import type { NumberedValue } from '../fill/filling.ts'
import type { Hole } from '../hole.ts'
import type { Leaf, ScannedRecord } from '../leaf.ts'
import type { Source } from '../sources.ts'
import type { JsonNode } from './scan-json.ts'

/**
 * Keeps bytes in a file beside the cassettes.
 *
 * @param type - media type, where one is known
 * @returns the name of the file
 */
export type KeepFile = (bytes: Uint8Array, type?: string) => string

/** Holes of a body while they are found. */
export interface HolePlan {
  /** The hole that replaces a value. */
  readonly tokens: Map<JsonNode, Hole>
  readonly numbered: NumberedValue[]
  readonly texts: string[]
  readonly cuts: Map<string, readonly number[]>
}

/** What a body is planned with. */
export interface PlanInput {
  readonly records: readonly ScannedRecord[]
  /** Parts of the answer. */
  readonly sources: readonly Source[]
  /** The body of the request, where that is JSON. */
  readonly request: PlainValue | undefined
  /** Keeps bytes beside the cassette. */
  readonly keepFile: KeepFile
}

/** Lists the leaves that have no hole yet, and are in none. */
export function openLeaves({ records }: PlanInput, tokens: HolePlan['tokens']): readonly Leaf[] {
  return records.flatMap(({ nodes, leaves }) => {
    let end = 0
    const covered = new Set<JsonNode>()
    for (const node of nodes) {
      if (node.start < end) covered.add(node)
      else if (tokens.has(node)) {
        covered.add(node)
        ;({ end } = node)
      }
    }
    return covered.size === 0 ? leaves : leaves.filter(({ node }) => !covered.has(node))
  })
}
