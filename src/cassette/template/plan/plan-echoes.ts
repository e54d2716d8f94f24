import type { PlainValue } from '../../form/write-yaml.ts'
import type { ScannedRecord } from '../leaf.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'
import type { JsonNode } from './scan-json.ts'

/** Shorter values are written out: they say more than their names. */
const SHORTEST = 24
/** Deeper inside, and in what is longer, nothing is looked for: providers repeat settings, not conversations. */
const DEEPEST = 3
const LONGEST = 100_000
const STRING_OR_SPACE = /("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g

/**
 * Finds what of a body repeats the request, as OpenAI's Responses repeat instructions and tools, in three events of a
 * stream: a changed instruction is then one changed line.
 */
export function planEchoes(input: PlanInput, plan: HolePlan): void {
  const names = indexRequest(input.request)
  if (names.size === 0) return
  const put = (node: JsonNode, json: string): void => {
    const name = names.get(json)
    if (name !== undefined) plan.tokens.set(node, { name, spelling: 'value', isNext: false })
  }
  for (const { node, raw } of openLeaves(input, plan.tokens)) put(node, raw)
  for (const record of input.records) {
    // In an event, data is put back on one line; a whole body is spelled as it was.
    const isEvent = input.records.length > 1 || !/^\s*[[{]/.test(record.text)
    for (const node of listData(record)) {
      const raw = record.text.slice(node.start, node.end)
      if (!plan.tokens.has(node)) put(node, isEvent ? raw : raw.replaceAll(STRING_OR_SPACE, '$1'))
    }
  }
}

function listData({ nodes }: ScannedRecord): readonly JsonNode[] {
  return nodes.filter(
    ({ kind, start, end }) =>
      (kind === 'object' || kind === 'array') && end - start >= SHORTEST && end - start <= LONGEST,
  )
}

// Names by compact JSON.
function indexRequest(request: PlainValue | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  if (request !== undefined) collect(request, { name: 'request', depth: 0 }, names)
  return names
}

function collect(
  value: PlainValue,
  { name, depth }: { readonly name: string; readonly depth: number },
  names: Map<string, string>,
): void {
  if (depth > 0) {
    const json = JSON.stringify(value)
    if (json.length < SHORTEST || json.length > LONGEST) return
    // One word, such as the name of a model, is read more easily than a reference.
    const isWord = typeof value === 'string' && !/\s/.test(value)
    if (!isWord && !names.has(json)) names.set(json, name)
  }
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return
  for (const [key, inner] of Object.entries(value))
    if (/^[\w-]+$/.test(key)) collect(inner, { name: `${name}.${key}`, depth: depth + 1 }, names)
}
