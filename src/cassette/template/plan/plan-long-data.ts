import { readBase64 } from '../fill/read-base64.ts'
import type { Leaf } from '../leaf.ts'
import type { HolePlan, PlanInput } from './hole-plan.ts'

const LONGEST_VECTOR = 200
const PIECES = 3

/** Finds long data of a body: base64, data URLs, vectors. */
export function planLongData({ records, keepFile }: PlanInput, plan: HolePlan): void {
  const { numbered, tokens } = plan
  const put = (leaf: Leaf['node'], value: HolePlan['numbered'][number]): void => {
    numbered.push(value)
    tokens.set(leaf, { name: String(numbered.length), spelling: 'value', isNext: false })
  }
  for (const { text, nodes } of records) {
    for (const node of nodes) {
      if (node.kind !== 'array' || node.end - node.start < LONGEST_VECTOR) continue
      const json = text.slice(node.start, node.end)
      if (!/[^\d\s.,eE+[\]-]/.test(json)) put(node, { json: keepFile(Buffer.from(json), 'application/json') })
    }
  }
  const inside = new Set(records.flatMap(({ nodes }) => nodesInside(nodes, tokens)))
  const strings = records.flatMap(({ leaves }) =>
    leaves.filter(({ value, node }) => typeof value === 'string' && !inside.has(node)),
  )
  for (const leaves of Map.groupBy(strings, ({ channel }) => channel).values()) {
    const found = leaves.flatMap((leaf) => {
      const data = readBase64(String(leaf.value))
      return data === undefined ? [] : [{ leaf, ...data }]
    })
    if (found.length > PIECES && found.every(({ type }) => type === undefined)) {
      // Sound arrives in pieces: one file holds them all.
      numbered.push({ file: keepFile(Buffer.concat(found.map(({ bytes }) => bytes))) })
      const name = String(numbered.length)
      for (const { leaf } of found) tokens.set(leaf.node, { name, spelling: 'value', isNext: true })
      plan.cuts.set(
        name,
        found.map(({ bytes }) => bytes.byteLength),
      )
      continue
    }
    for (const { leaf, bytes, type } of found)
      put(leaf.node, { file: keepFile(bytes, type), ...(type === undefined ? {} : { data: type }) })
  }
}

function nodesInside(nodes: readonly Leaf['node'][], tokens: HolePlan['tokens']): Leaf['node'][] {
  let end = 0
  return nodes.filter((node) => {
    if (node.start < end) return true
    if (tokens.has(node)) ({ end } = node)
    return false
  })
}
