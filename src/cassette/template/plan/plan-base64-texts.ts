import { decodeUtf8 } from '../../../text/decode/decode-utf8.ts'
import type { Leaf } from '../leaf.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Finds texts of the answer that a body has in base64, whole or in pieces, as Bedrock's agents send them. */
export function planBase64Texts(input: PlanInput, plan: HolePlan): void {
  const names = new Map(input.sources.map(({ name, value }) => [value, name]))
  if (names.size === 0) return
  const strings = openLeaves(input, plan.tokens).filter(({ value }) => typeof value === 'string' && BASE64.test(value))
  for (const leaves of Map.groupBy(strings, ({ channel }) => channel).values()) {
    const pieces = leaves.map(decode).filter((piece) => piece !== undefined)
    const name = names.get(pieces.join(''))
    if (name === undefined || pieces.length < leaves.length) continue
    const isNext = leaves.length > 1
    for (const { node } of leaves) plan.tokens.set(node, { name, spelling: 'base64', isNext })
    const sizes = pieces.map((piece) => piece.length)
    if (isNext) plan.cuts.set(`${name} base64`, sizes)
  }
}

function decode({ value }: Leaf): string | undefined {
  const bytes = Buffer.from(String(value), 'base64')
  return bytes.toString('base64') === value ? decodeUtf8(bytes) : undefined
}
