import { RewindOptionsError } from '../errors.ts'
import { isJsonList, type JsonNode, type JsonRecord } from './json-node.ts'
import { JSON_PATH_STEP } from './json-path-form.ts'

/** One step from a value to those inside it. */
export type JsonPathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any' }
  /** The name at any depth. */
  | { readonly kind: 'deep'; readonly name: string }

const STEP = new RegExp(JSON_PATH_STEP, 'uy')

/**
 * Reads a JSON path. The parts of JSONPath (RFC 9535) that name places: `$.a.b`, `$['a b']`, `$[0]`, `$[*]`, `$.*`,
 * `$..name`, `$..['a b']`.
 *
 * @throws {RewindOptionsError} when it is not such a path
 */
export function parseJsonPath(path: string): readonly JsonPathStep[] {
  const steps: JsonPathStep[] = []
  let at = 1
  while (path.startsWith('$') && at < path.length) {
    STEP.lastIndex = at
    const groups = STEP.exec(path)?.groups
    if (groups === undefined) break
    steps.push(stepOf(groups))
    at = STEP.lastIndex
  }
  if (steps.length > 0 && at === path.length) return steps
  throw new RewindOptionsError({
    summary: `"${path}" is not a JSON path that rewind can read`,
    remedy: "write it as $.a.b, $['a b'], $.list[0], $.list[*].id or $..name",
  })
}

/**
 * Leaves a place out of a value; a list loses the item.
 *
 * @param steps - the path of the place
 * @returns the value without what the path leads to: the same object where it leads nowhere
 */
export function removePath(node: JsonNode, steps: readonly JsonPathStep[]): JsonNode {
  const [step, ...rest] = steps
  if (step === undefined || typeof node === 'string') return node
  if (isJsonList(node)) {
    return removeFromList(node, step, rest)
  }
  return removeFromRecord(node, step, rest)
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): JsonPathStep {
  const { deep, deepQuoted, name, index, quoted } = groups
  if (deep !== undefined) return { kind: 'deep', name: deep }
  if (deepQuoted !== undefined) return { kind: 'deep', name: unquote(deepQuoted) }
  if (name !== undefined) return { kind: 'name', name }
  if (index !== undefined) return { kind: 'index', index: Number(index) }
  if (quoted !== undefined) return { kind: 'name', name: unquote(quoted) }
  return { kind: 'any' }
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

// RFC 9535, section 2.3.1: the escapes of JSON, and that of the quote.
function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, hex: string | undefined, other: string) =>
      hex === undefined ? (CONTROLS[other] ?? other) : String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

function removeFromList(
  node: readonly JsonNode[],
  step: JsonPathStep,
  rest: readonly JsonPathStep[],
): readonly JsonNode[] {
  let isSame = true
  const values = node.flatMap((value, index) => {
    const kept = removeWithin({ value, step, rest, isMatch: matchesIndex(step, index) })
    isSame &&= kept === value
    return kept === undefined ? [] : [kept]
  })
  return isSame ? node : values
}

function removeFromRecord(node: JsonRecord, step: JsonPathStep, rest: readonly JsonPathStep[]): JsonRecord {
  const names: string[] = []
  const values: JsonNode[] = []
  let isSame = true
  for (const [index, value] of node.values.entries()) {
    const name = node.names[index] ?? '""'
    const kept = removeWithin({ value, step, rest, isMatch: matchesName(step, name) })
    isSame &&= kept === value
    if (kept === undefined) continue
    names.push(name)
    values.push(kept)
  }
  return isSame ? node : { names, values }
}

function removeWithin(input: {
  readonly value: JsonNode
  readonly step: JsonPathStep
  readonly rest: readonly JsonPathStep[]
  readonly isMatch: boolean
}): JsonNode | undefined {
  const { step, rest } = input
  if (input.isMatch && rest.length === 0) return undefined
  const value = input.isMatch ? removePath(input.value, rest) : input.value
  return step.kind === 'deep' ? removePath(value, [step, ...rest]) : value
}

function matchesIndex(step: JsonPathStep, index: number): boolean {
  return step.kind === 'any' || (step.kind === 'index' && step.index === index)
}

function matchesName(step: JsonPathStep, nameToken: string): boolean {
  if (step.kind === 'any') return true
  return step.kind !== 'index' && JSON.stringify(step.name) === nameToken
}
