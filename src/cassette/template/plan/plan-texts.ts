import { parseJson } from '../../../text/decode/parse-json.ts'
import type { Hole } from '../hole.ts'
import type { Leaf } from '../leaf.ts'
import { spellSpaced, type Source } from '../sources.ts'
import { openLeaves, type HolePlan, type PlanInput } from './hole-plan.ts'
import { isNoisyText, isTelling } from './noise.ts'

/** Pieces that a text of its own is worth, where the answer does not have it. */
const PIECES = 4
/** What a request said comes back in these: a word of the answer there is not the answer's. */
const ECHO = /(?:^|\.)(?:tools|instructions|input|prompt|metadata(?!\.output\.))\./

/** Finds what of a body the answer has: whole texts and data, and texts in pieces. */
export function planTexts(input: PlanInput, plan: HolePlan): void {
  const { records, sources } = input
  const index = indexSources(sources)
  planPieces(
    openTexts(input, plan, ({ channel }) => channel),
    { index, plan },
  )
  // A text that goes on in other parts.
  planPieces(
    openTexts(input, plan, ({ node }) => node.path),
    { index, plan },
  )
  planPieces(
    openTexts(input, plan, ({ node }) => node.name),
    { index, plan },
  )
  planGrowing(
    openTexts(input, plan, ({ channel }) => channel),
    { index, plan },
  )
  for (const leaf of openLeaves(input, plan.tokens)) {
    if (typeof leaf.value !== 'string' || ECHO.test(leaf.node.path)) continue
    const hole = holeOf(leaf.value, index)
    if (hole !== undefined && isAbout(hole, leaf)) plan.tokens.set(leaf.node, hole)
  }
  planData(records, { index, plan })
  for (const leaves of openTexts(input, plan, ({ channel }) => channel)) {
    const isText = leaves.length >= PIECES && new Set(leaves.map(({ value }) => value)).size >= PIECES
    if (!isText || leaves.some(({ value, node }) => isTelling(node) || isNoisyText(String(value), node))) continue
    plan.texts.push(leaves.map(({ value }) => value).join(''))
    putPieces(leaves, { name: `texts.${plan.texts.length - 1}`, spelling: 'value', isNext: true }, plan)
  }
}

interface Index {
  readonly texts: ReadonlyMap<string, readonly Source[]>
  readonly data: ReadonlyMap<string, Source>
}

function indexSources(sources: readonly Source[]): Index {
  const texts = new Map<string, Source[]>()
  const data = new Map<string, Source>()
  for (const source of sources) {
    if (typeof source.value === 'string') {
      const equal = texts.get(source.value)
      if (equal === undefined) texts.set(source.value, [source])
      else equal.push(source)
    } else if (source.json !== undefined && !data.has(source.json)) data.set(source.json, source)
  }
  return { texts, data }
}

function openTexts(input: PlanInput, plan: HolePlan, groupOf: (leaf: Leaf) => string): readonly (readonly Leaf[])[] {
  const strings = openLeaves(input, plan.tokens).filter(
    ({ value, node }) => typeof value === 'string' && !ECHO.test(node.path),
  )
  return [...Map.groupBy(strings, groupOf).values()]
}

// Finds the texts whose pieces a group of leaves has, one after the other.
function planPieces(
  groups: readonly (readonly Leaf[])[],
  found: { readonly index: Index; readonly plan: HolePlan },
): void {
  for (const leaves of groups) {
    // A text that comes at once is whole, also behind an empty beginning.
    if (leaves.filter(({ value }) => value !== '').length < 2) continue
    const text = leaves.map(({ value }) => value).join('')
    const left = found.index.texts.get(text)?.find(({ name }) => !found.plan.cuts.has(name))
    const hole =
      left === undefined ? holeOf(text, found.index) : { name: left.name, spelling: 'value' as const, isNext: false }
    if (hole !== undefined) putPieces(leaves, { ...hole, isNext: true }, found.plan)
  }
}

// Finds the texts that grow from event to event, as Perplexity tells all of the answer so far in each.
function planGrowing(
  groups: readonly (readonly Leaf[])[],
  { index, plan }: { readonly index: Index; readonly plan: HolePlan },
): void {
  for (const leaves of groups) {
    const last = leaves.at(-1)
    const hole = last === undefined ? undefined : holeOf(String(last.value), index)
    if (last === undefined || hole?.spelling !== 'value' || !isAbout(hole, last)) continue
    const texts = leaves.map(({ value }) => String(value))
    const isGrowing = texts.every((text, at) => text.startsWith(texts[at - 1] ?? ''))
    // One that begins empty, and comes again when it is done, has not grown.
    if (!isGrowing || texts.every((text) => text === '' || text === last.value)) continue
    plan.cuts.set(
      `${hole.name} grown`,
      texts.map((text) => text.length),
    )
    for (const { node } of leaves) plan.tokens.set(node, { name: hole.name, spelling: 'grown', isNext: true })
  }
}

function putPieces(leaves: readonly Leaf[], hole: Hole, plan: HolePlan): void {
  const name = hole.spelling === 'value' ? hole.name : `${hole.name} ${hole.spelling}`
  // Each hole has one list of cuts.
  if (plan.cuts.has(name)) return
  plan.cuts.set(
    name,
    leaves.map(({ value }) => String(value).length),
  )
  for (const { node } of leaves) plan.tokens.set(node, hole)
}

function holeOf(text: string, { texts, data }: Index): Hole | undefined {
  const source = texts.get(text)?.[0]
  if (source !== undefined) return { name: source.name, spelling: 'value', isNext: false }
  if (data.size === 0 || !/^[[{]/.test(text)) return undefined
  const value = parseJson(text)
  const known = data.get(JSON.stringify(value))
  if (known === undefined) return undefined
  if (known.json === text) return { name: known.name, spelling: 'json', isNext: false }
  return spellSpaced(known.value) === text ? { name: known.name, spelling: 'spaced', isNext: false } : undefined
}

// One word, such as `stop`, is the answer's only under the same name; a URL is more than a word.
function isAbout(hole: Hole, { value, node }: Leaf): boolean {
  if (hole.spelling !== 'value' || /\s|^https?:\/\/./.test(String(value).trim())) return true
  const last = hole.name.slice(hole.name.lastIndexOf('.') + 1)
  if (/^(?:text|reasoning|refusal|transcript)$/.test(last) || /^\d+$/.test(last))
    return /^(?:\w*text|content|refusal|thinking|\w*reasoning\w*|delta|transcript|arguments|generation|generated_text|outputText|completion|response|\d+)$/.test(
      node.name,
    )
  if (last === 'call') return node.name === 'name'
  if (last === 'finish') return /finish|reason|status/i.test(node.name)
  return last === node.name || (last === 'id' && /id$/i.test(node.name))
}

function planData(
  records: PlanInput['records'],
  { index, plan }: { readonly index: Index; readonly plan: HolePlan },
): void {
  if (index.data.size === 0) return
  for (const { text, nodes } of records) {
    const isEvent = records.length > 1 || !/^\s*[[{]/.test(text)
    for (const node of nodes) {
      if (node.kind !== 'object' && node.kind !== 'array') continue
      if (ECHO.test(`${node.path}.`.replace(/\binput\.$/, '')) || plan.tokens.has(node)) continue
      const raw = text.slice(node.start, node.end)
      const known = index.data.get(JSON.stringify(parseJson(raw)))
      // In an event, data is put back on one line; a whole body is spelled as it was.
      if (known === undefined || (isEvent && raw !== known.json)) continue
      plan.tokens.set(node, { name: known.name, spelling: 'value', isNext: false })
    }
  }
}
