import type { NumberedValue } from '../fill/filling.ts'
import type { Leaf } from '../leaf.ts'
import { writeNumbers } from '../number-list.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'
import { isNoisyNumber, isNoisyText } from './noise.ts'

/** Of one path, more different values than that are a list. */
const VALUES = 4

/** Finds what differs with every answer, and numbers it. */
export function planNoise(input: PlanInput, plan: HolePlan): void {
  const numbers = new Map<string, string>()
  const leaves = openLeaves(input, plan.tokens).filter(isNoise)
  const lists = new Map<string, string>()
  const byPath = Map.groupBy(leaves, ({ node }) => node.path)
  for (const [path, equal] of byPath) {
    const values = new Set(equal.map(({ raw }) => raw))
    if (values.size <= VALUES) continue
    plan.numbered.push(countUp(equal) ?? beginningsOf(equal) ?? equal.map(numberedOf))
    lists.set(path, String(plan.numbered.length))
  }
  for (const leaf of leaves) {
    const list = lists.get(leaf.node.path)
    if (list !== undefined) {
      plan.tokens.set(leaf.node, { name: list, spelling: 'value', isNext: true })
      continue
    }
    // Equal ids are one id everywhere; equal counts may differ next time.
    const id = typeof leaf.value === 'string' ? leaf.raw : `${leaf.node.path} ${leaf.raw}`
    let number = numbers.get(id)
    if (number === undefined) {
      plan.numbered.push(numberedOf(leaf))
      number = String(plan.numbered.length)
      numbers.set(id, number)
    }
    plan.tokens.set(leaf.node, { name: number, spelling: 'value', isNext: false })
  }
}

function isNoise({ value, node, raw }: Leaf): boolean {
  if (typeof value === 'number') return isNoisyNumber(value, node) || String(value) !== raw
  // What is spelled in another way than it would be written again keeps its spelling.
  return isNoisyText(value, node) && JSON.stringify(value) === raw
}

function numberedOf({ value, raw }: Leaf): NumberedValue {
  return typeof value === 'number' && String(value) !== raw ? { raw } : value
}

function countUp(leaves: readonly Leaf[]): NumberedValue | undefined {
  const first = leaves[0]?.value
  if (typeof first !== 'number') return undefined
  return leaves.every(({ raw }, index) => raw === String(first + index)) ? { count: first } : undefined
}

// As many letters of an alphabet as fill an event up.
function beginningsOf(leaves: readonly Leaf[]): NumberedValue | undefined {
  const texts = leaves.map(({ value }) => String(value))
  const longest = texts.reduce((found, text) => (text.length > found.length ? text : found), '')
  if (typeof leaves[0]?.value !== 'string' || !texts.every((text) => longest.startsWith(text))) return undefined
  return { of: longest, sizes: writeNumbers(texts.map((text) => text.length)) }
}
