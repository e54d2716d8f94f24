import { scanJson, type JsonNode } from './plan/scan-json.ts'

/** A string or number of a body, and what distinguishes it from others at the same path. */
export interface Leaf {
  /** Index of its record. */
  readonly record: number
  readonly node: JsonNode
  readonly value: string | number
  /** As it is spelled in the body. */
  readonly raw: string
  /** Its path with the indices beside it: the pieces of one text have one channel. */
  readonly channel: string
}

/** The JSON of a record. */
export interface ScannedRecord {
  readonly text: string
  readonly nodes: readonly JsonNode[]
  readonly leaves: readonly Leaf[]
}

/** Finds the JSON of a record, an event of a stream or all of a body, and its values; none where it has no JSON. */
export function scanRecord(text: string, record: number): ScannedRecord {
  const from = startOfJson(text)
  const nodes = (from === undefined ? undefined : scanJson(text, from))?.nodes ?? []
  const indices = new Map<string, string>()
  for (const { kind, name, path, start, end } of nodes)
    if (kind === 'number' && /index$/i.test(name)) {
      const parent = parentOf(path)
      indices.set(parent, `${indices.get(parent) ?? ''} ${text.slice(start, end)}`)
    }
  const leaves = nodes.flatMap((node): Leaf[] => {
    if (node.kind !== 'string' && node.kind !== 'number') return []
    const raw = text.slice(node.start, node.end)
    const value: unknown = JSON.parse(raw)
    if (typeof value !== 'string' && typeof value !== 'number') return []
    return [{ record, node, value, raw, channel: `${node.path} ${indicesBeside(node.path, indices)}` }]
  })
  return { text, nodes, leaves }
}

function startOfJson(text: string): number | undefined {
  const data = /^data: ?/m.exec(text)
  // Data that goes on in another line is no JSON by itself.
  if (data !== null) return /^data:/m.test(text.slice(data.index + 1)) ? undefined : data.index + data[0].length
  // The first element of an array that streams.
  if (text.startsWith('[{') && !text.endsWith(']')) return 1
  // The payload of a frame follows its headers.
  if (text.startsWith(':')) return text.includes('\n{') ? text.indexOf('\n{') + 1 : undefined
  const start = text.search(/\S/)
  return start === -1 || !/[[{"]/.test(text[start] ?? '') ? undefined : start
}

function indicesBeside(path: string, indices: ReadonlyMap<string, string>): string {
  if (indices.size === 0) return ''
  const found: string[] = []
  for (let at = parentOf(path); ; at = parentOf(at)) {
    const index = indices.get(at)
    if (index !== undefined) found.push(index)
    if (at === '') return found.join(' ')
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}
