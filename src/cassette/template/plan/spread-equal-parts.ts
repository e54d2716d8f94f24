import type { ScannedRecord } from '../leaf.ts'
import type { Source } from '../sources.ts'
import type { HolePlan, PlanInput } from './hole-plan.ts'
import type { JsonNode } from './scan-json.ts'

/**
 * Gives each of several equal parts of an answer its own places in the body: two calls of one tool, two choices that
 * end alike. Otherwise all places would refer to the first, and an edit of the second would change nothing.
 */
export function spreadEqualParts({ records, sources }: PlanInput, plan: HolePlan): void {
  for (const names of listEqualParts(sources)) {
    const places = records.map((record) => placesOf(names, { record, plan }))
    const single = places.filter((nodes) => nodes.length === 1).flat()
    const indices = [...new Set(single.map(({ index }) => index))]
    // In one record they are in their order; alone in an event, each has its own index.
    const inOrder = places.filter((nodes) => nodes.length === names.length)
    for (const [part, { node }] of inOrder.flatMap((nodes) => [...nodes.entries()])) rename(node, names[part], plan)
    if (indices.length === names.length) {
      for (const { node, index } of single) rename(node, names[indices.indexOf(index)], plan)
    } else if (single.length === names.length) {
      // The lines of a batch, each with one of the parts.
      for (const [part, { node }] of single.entries()) rename(node, names[part], plan)
    }
  }
}

function rename(node: JsonNode, name: string | undefined, plan: HolePlan): void {
  const hole = plan.tokens.get(node)
  if (hole !== undefined && name !== undefined) plan.tokens.set(node, { ...hole, name })
}

interface PlaceInBody {
  readonly node: JsonNode
  /** The indices that are written beside it. */
  readonly index: string
}

// Names of parts that are equal and of one kind, where there are several.
function listEqualParts(sources: readonly Source[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(sources, ({ name, value, json }) => `${kindOf(name)} ${json ?? JSON.stringify(value)}`)
  return [...groups.values()].filter((group) => group.length > 1).map((group) => group.map(({ name }) => name))
}

function kindOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function placesOf(
  names: readonly string[],
  { record, plan }: { readonly record: ScannedRecord; readonly plan: HolePlan },
): readonly PlaceInBody[] {
  return record.nodes.flatMap((node) => {
    const hole = plan.tokens.get(node)
    if (hole === undefined || hole.isNext || !names.includes(hole.name)) return []
    const leaf = record.leaves.find((other) => other.node.start >= node.start && other.node.end <= node.end)
    return [{ node, index: leaf?.channel.slice(leaf.channel.indexOf(' ')) ?? '' }]
  })
}
