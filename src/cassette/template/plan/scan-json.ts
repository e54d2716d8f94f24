import { endOfJsonString } from '../../../text/patterns/end-of-json-string.ts'

/** One value in a JSON text. */
export interface JsonNode {
  readonly kind: 'string' | 'number' | 'object' | 'array' | 'word'
  /** Keys and indices that lead to it, joined by dots. */
  readonly path: string
  /** The last of them. */
  readonly name: string
  /** Offsets of its text. */
  readonly start: number
  readonly end: number
}

const DEEPEST = 64
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const WORD = /true|false|null/y
const SPACE = /[ \t\r\n]*/y

/**
 * Finds the values of a JSON text and where they are in it.
 *
 * @param from - where the JSON begins
 * @returns its values, outer ones before what is inside, and where it ends; undefined where it is no JSON
 */
export function scanJson(
  text: string,
  from: number,
): { readonly nodes: readonly JsonNode[]; readonly end: number } | undefined {
  const scanner = new Scanner(text)
  const end = scanner.scan(from, { path: '', name: '', depth: 0 })
  return end === undefined ? undefined : { nodes: scanner.nodes, end }
}

interface Position {
  readonly path: string
  readonly name: string
  readonly depth: number
}

class Scanner {
  readonly nodes: JsonNode[] = []
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  // Returns the offset after the value.
  scan(start: number, position: Position): number | undefined {
    if (position.depth > DEEPEST) return undefined
    switch (this.#text.charAt(start)) {
      case '{':
        return this.#scanAll(start, position, 'object')
      case '[':
        return this.#scanAll(start, position, 'array')
      case '"':
        return this.#note('string', { start, end: endOfJsonString(this.#text, start), position })
      case 't':
      case 'f':
      case 'n':
        return this.#note('word', { start, end: this.#match(WORD, start), position })
      default:
        return this.#note('number', { start, end: this.#match(NUMBER, start), position })
    }
  }

  #note(
    kind: JsonNode['kind'],
    found: { readonly start: number; readonly end: number | undefined; readonly position: Position },
  ): number | undefined {
    const { start, end, position } = found
    if (end === undefined) return undefined
    this.nodes.push({ kind, path: position.path, name: position.name, start, end })
    return end
  }

  #scanAll(start: number, position: Position, kind: 'object' | 'array'): number | undefined {
    const close = kind === 'object' ? '}' : ']'
    const index = this.nodes.length
    const node = { kind, path: position.path, name: position.name, start, end: start }
    this.nodes.push(node)
    let at = this.#skip(start + 1)
    for (let count = 0; this.#text[at] !== close; count += 1) {
      if (count > 0) {
        if (this.#text[at] !== ',') return undefined
        at = this.#skip(at + 1)
      }
      let name = String(count)
      if (kind === 'object') {
        const keyEnd = endOfJsonString(this.#text, at)
        if (keyEnd === undefined) return undefined
        name = this.#text.slice(at + 1, keyEnd - 1)
        at = this.#skip(keyEnd)
        if (this.#text[at] !== ':') return undefined
        at = this.#skip(at + 1)
      }
      const path = position.path === '' ? name : `${position.path}.${name}`
      const end = this.scan(at, { path, name, depth: position.depth + 1 })
      if (end === undefined) return undefined
      at = this.#skip(end)
    }
    this.nodes[index] = { ...node, end: at + 1 }
    return at + 1
  }

  #match(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at
    return pattern.test(this.#text) ? pattern.lastIndex : undefined
  }

  #skip(at: number): number {
    return this.#match(SPACE, at) ?? at
  }
}
