import { applyEscapes, findEscapes } from '../escapes.ts'
import type { Leaf } from '../leaf.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'

const SHORTEST_TEXT = 200
const SHORTEST_MARKUP = 1000
const MARKUP = /^\s*<[a-z!?]/i

/**
 * Finds long texts that the answer does not have. In events, one with line breaks is written with them, as text. Markup
 * goes to a file: a browser shows it, no person reads it, such as the buttons that Google wants to see beside what it
 * searched.
 */
export function planOwnTexts(input: PlanInput, plan: HolePlan): void {
  const names = new Map<string, string>()
  for (const leaf of openLeaves(input, plan.tokens)) {
    const { value, raw, node } = leaf
    if (typeof value !== 'string' || value.length < SHORTEST_TEXT || !isSpelledAgain(leaf)) continue
    const name = names.get(raw) ?? keepText(value, input, plan)
    if (name === undefined) continue
    names.set(raw, name)
    plan.tokens.set(node, { name, spelling: 'value', isNext: false })
  }
}

function keepText(text: string, { records, keepFile }: PlanInput, plan: HolePlan): string | undefined {
  if (text.length >= SHORTEST_MARKUP && MARKUP.test(text)) {
    plan.numbered.push({ text: keepFile(Buffer.from(text), 'text/html') })
    return String(plan.numbered.length)
  }
  const isInEvents = records.length > 1
  if (!isInEvents || !text.includes('\n')) return undefined
  plan.texts.push(text)
  return `texts.${plan.texts.length - 1}`
}

// With the escapes that it has, where JSON does not need them.
function isSpelledAgain({ value, raw }: Leaf): boolean {
  const escapes = findEscapes(raw)
  const json = JSON.stringify(value)
  return String(value).isWellFormed() && (escapes === undefined ? json : applyEscapes(json, escapes)) === raw
}
