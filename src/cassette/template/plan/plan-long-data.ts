import type { NumberedValue } from '../fill/filling.ts'
import { readBase64, type ReadBase64 } from '../fill/read-base64.ts'
import type { Leaf } from '../leaf.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'

const LONGEST_VECTOR = 200
const PIECES = 3

/** Finds long data of a body: base64, data URLs, vectors. */
export function planLongData(input: PlanInput, plan: HolePlan): void {
  const { records, keepFile } = input
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
  const strings = openLeaves(input, tokens).filter(({ value }) => typeof value === 'string')
  for (const leaves of Map.groupBy(strings, ({ channel }) => channel).values()) {
    const found = leaves.flatMap((leaf) => {
      const data = readBase64(String(leaf.value))
      return data === undefined ? [] : [{ leaf, ...data }]
    })
    if (found.length > PIECES && found.every(isPlainBase64)) {
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
    for (const data of found) put(data.leaf.node, describeFile(data, keepFile))
  }
}

function isPlainBase64({ type, spelling }: ReadBase64): boolean {
  return type === undefined && spelling === 'base64='
}

function describeFile({ bytes, type, spelling }: ReadBase64, keepFile: PlanInput['keepFile']): NumberedValue {
  return {
    file: keepFile(bytes, type),
    ...(type === undefined ? {} : { data: type }),
    ...(spelling === 'base64=' ? {} : { as: spelling }),
  }
}
