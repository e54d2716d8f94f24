import { serializeJson, textOfToken } from '../key/canonical-json.ts'
import { isJsonList, type JsonNode, type JsonRecord } from '../key/json-node.ts'
import { createComparison } from './comparison.ts'
import type { Comparison } from './comparison.ts'

/**
 * Lists where two JSON values differ.
 *
 * @param recorded - the value on the cassette
 * @returns the differences, by JSON path; items put into or taken out of a list do not shift those after them
 */
export function compareJson(recorded: JsonNode, received: JsonNode): Comparison {
  const comparison = createComparison()
  compareNodes({ recorded, received, path: '$' }, comparison)
  return comparison
}

interface Place {
  readonly recorded: JsonNode | undefined
  readonly received: JsonNode | undefined
  readonly path: string
}

function compareNodes({ recorded, received, path }: Place, comparison: Comparison): void {
  if (recorded !== undefined && received !== undefined) {
    if (isJsonList(recorded) && isJsonList(received)) return compareLists(recorded, received, { path, comparison })
    if (isJsonRecord(recorded) && isJsonRecord(received))
      return compareRecords(recorded, received, { path, comparison })
    if (isEqual(recorded, received)) return
  }
  const texts = { recorded: textOfNode(recorded), received: textOfNode(received) }
  // The string "5" and the number 5 have the same text: their tokens differ.
  const isAmbiguous = texts.recorded === texts.received
  comparison.add(
    {
      path,
      recorded: isAmbiguous && recorded !== undefined ? serializeJson(recorded) : texts.recorded,
      received: isAmbiguous && received !== undefined ? serializeJson(received) : texts.received,
    },
    Math.max(countLeaves(recorded), countLeaves(received)),
  )
}

interface Inside {
  readonly path: string
  readonly comparison: Comparison
}

function compareLists(
  recorded: readonly JsonNode[],
  received: readonly JsonNode[],
  { path, comparison }: Inside,
): void {
  const shorter = Math.min(recorded.length, received.length)
  let start = 0
  while (start < shorter && areEqual(recorded[start], received[start])) start += 1
  let end = 0
  while (end < shorter - start && areEqual(recorded[recorded.length - 1 - end], received[received.length - 1 - end]))
    end += 1
  for (let index = start; index < Math.max(recorded.length, received.length) - end; index += 1) {
    compareNodes(
      {
        recorded: index < recorded.length - end ? recorded[index] : undefined,
        received: index < received.length - end ? received[index] : undefined,
        path: `${path}[${index}]`,
      },
      comparison,
    )
  }
}

function compareRecords(recorded: JsonRecord, received: JsonRecord, { path, comparison }: Inside): void {
  const before = membersOf(recorded)
  const after = membersOf(received)
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    compareNodes(
      { recorded: before.get(name), received: after.get(name), path: `${path}${pathStep(name)}` },
      comparison,
    )
  }
}

// A name that came twice is shown as the list of its values.
function membersOf({ names, values }: JsonRecord): ReadonlyMap<string, JsonNode> {
  const grouped = Map.groupBy(values.entries(), ([index]) => textOfToken(names[index] ?? '""'))
  return new Map(
    [...grouped].map(([name, members]) => {
      const [first, ...others] = members.map(([, value]) => value)
      return [name, first === undefined || others.length > 0 ? [first ?? 'null', ...others] : first] as const
    }),
  )
}

function pathStep(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$-]*$/u.test(name)
    ? `.${name}`
    : `['${name.replaceAll(/['\\]/g, String.raw`\$&`)}']`
}

function isJsonRecord(node: JsonNode): node is JsonRecord {
  return typeof node !== 'string' && !isJsonList(node)
}

function areEqual(left: JsonNode | undefined, right: JsonNode | undefined): boolean {
  return left !== undefined && right !== undefined && isEqual(left, right)
}

function isEqual(left: JsonNode, right: JsonNode): boolean {
  if (typeof left === 'string' || typeof right === 'string') return left === right
  return serializeJson(left) === serializeJson(right)
}

function textOfNode(node: JsonNode | undefined): string | undefined {
  if (node === undefined) return undefined
  return typeof node === 'string' ? textOfToken(node) : serializeJson(node)
}

function countLeaves(node: JsonNode | undefined): number {
  if (node === undefined || typeof node === 'string') return 1
  const values = isJsonList(node) ? node : node.values
  return values.reduce((sum, value) => sum + countLeaves(value), 1)
}
