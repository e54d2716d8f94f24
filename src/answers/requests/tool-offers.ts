import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { ToolOffer } from '../conversation.ts'
import { objectAt, objectsAt, textAt } from '../parts/json-values.ts'
import { plain } from '../parts/plain.ts'

/** Fields in which requests offer tools. */
export const TOOL_FIELDS = ['tools', 'toolConfig', 'functions'] as const

/** Reads the tools that a request offers, in any dialect. */
export function readToolOffers(body: UnknownRecord): readonly ToolOffer[] {
  const offers = [
    ...objectsAt(body, 'tools'),
    ...objectsAt(body, 'toolConfig', 'tools'),
    ...objectsAt(body, 'functions'),
  ]
  return offers.flatMap(readOffer)
}

function readOffer(offer: UnknownRecord): readonly ToolOffer[] {
  const declared = [...objectsAt(offer, 'functionDeclarations'), ...objectsAt(offer, 'function_declarations')]
  if (declared.length > 0) return declared.flatMap(readOffer)
  const inner = ['function', 'toolSpec', 'custom'].map((name) => offer[name]).find(isRecord) ?? offer
  const name = textAt(inner, 'name') ?? textAt(offer, 'type') ?? Object.keys(offer)[0]
  return name === undefined ? [] : [plain({ name, description: textAt(objectAt({ inner }, 'inner'), 'description') })]
}
