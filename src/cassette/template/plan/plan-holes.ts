import { escapeHole, writeHole } from '../hole.ts'
import type { ScannedRecord } from '../leaf.ts'
import type { HolePlan, PlanInput } from './hole-plan.ts'
import { planBase64Texts } from './plan-base64-texts.ts'
import { planEchoes } from './plan-echoes.ts'
import { planLongData } from './plan-long-data.ts'
import { planNoise } from './plan-noise.ts'
import { planOwnTexts } from './plan-own-texts.ts'
import { planTexts } from './plan-texts.ts'
import type { JsonNode } from './scan-json.ts'
import { spreadEqualParts } from './spread-equal-parts.ts'

/**
 * Finds what of a body is written elsewhere: what the answer or the request has, long data, and all that differs with
 * every answer.
 */
export function planHoles(input: PlanInput): HolePlan {
  const plan: HolePlan = { tokens: new Map(), numbered: [], texts: [], cuts: new Map() }
  planBase64Texts(input, plan)
  planLongData(input, plan)
  planTexts(input, plan)
  spreadEqualParts(input, plan)
  planEchoes(input, plan)
  planOwnTexts(input, plan)
  planNoise(input, plan)
  return plan
}

/** Writes a record with its holes. */
export function writeRecord({ text, nodes }: ScannedRecord, tokens: HolePlan['tokens']): string {
  let template = ''
  let at = 0
  for (const node of nodes) {
    // Inside of what a hole replaces.
    if (node.start < at) continue
    const hole = tokens.get(node)
    const token = hole === undefined ? escapedToken(text, node) : JSON.stringify(writeHole(hole))
    if (token === undefined) continue
    template += text.slice(at, node.start) + token
    at = node.end
  }
  return template + text.slice(at)
}

function escapedToken(text: string, node: JsonNode): string | undefined {
  if (node.kind !== 'string' || text.charCodeAt(node.start + 1) !== 0x24) return undefined
  const value: string = JSON.parse(text.slice(node.start, node.end))
  const escaped = escapeHole(value)
  return escaped === value ? undefined : JSON.stringify(escaped)
}
