import { parseCanonicalJson, serializeJson, textOfToken } from './canonical-json.ts'
import type { JsonNode } from './json-node.ts'
import { isJsonList } from './json-node.ts'
import { removePath } from './json-path.ts'
import type { CompiledRules } from './key-rules.ts'

/**
 * Leaves out of one field of a form what the paths of `ignore.body` lead to. A form counts as an object of its fields;
 * brackets in a name (`metadata[user_id]`) and JSON in a value lead further in.
 *
 * @param name - of the field; its position where it has none
 * @returns its value, or what is left of it; undefined where the field goes as a whole
 */
export function keepField(name: string | number, value: string, rules: CompiledRules): string | undefined {
  let kept: string | undefined = value
  for (const { path, steps } of rules.paths) {
    for (const names of spellingsOf(name)) {
      if (kept === undefined) break
      const before = nest(names, contentOf(kept))
      const after = removePath(before, steps)
      if (after === before) continue
      rules.noteUsed(`ignore ${path}`)
      const left = innermost(after, names)
      kept = left === undefined ? undefined : textOf(left)
    }
  }
  return kept
}

type Names = readonly (string | number)[]

// `a[b][]` is the list `b` in `a`; and it is a name as it is.
function spellingsOf(name: string | number): readonly Names[] {
  if (typeof name === 'number' || !name.includes('[')) return [[name]]
  const inner = [...name.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => (/^\d*$/.test(step) ? Number(step) : step))
  return [[name], [name.slice(0, name.indexOf('[')), ...inner]]
}

function contentOf(value: string): JsonNode {
  return (/^\s*[[{]/.test(value) ? parseCanonicalJson(value) : undefined) ?? JSON.stringify(value)
}

function textOf(node: JsonNode): string {
  return typeof node === 'string' ? textOfToken(node) : serializeJson(node)
}

function nest(names: Names, value: JsonNode): JsonNode {
  return names.reduceRight<JsonNode>((inner, name) => {
    // Whatever its position is: the items before it are null.
    if (typeof name === 'number') return [...Array.from({ length: Math.min(name, 1000) }, () => 'null'), inner]
    return { names: [JSON.stringify(name)], values: [inner] }
  }, value)
}

function innermost(node: JsonNode, names: Names): JsonNode | undefined {
  let found: JsonNode | undefined = node
  for (let depth = 0; depth < names.length; depth += 1) {
    if (found === undefined || typeof found === 'string') return undefined
    found = isJsonList(found) ? found.at(-1) : found.values[0]
  }
  return found
}
