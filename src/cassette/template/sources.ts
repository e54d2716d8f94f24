import type { PlainValue } from '../form/write-yaml.ts'

/** A part of an answer, or of a request, that a body may have: a text, or data such as the arguments of a tool. */
export interface Source {
  /** Name of the hole that it fills, such as `answer.text`. */
  readonly name: string
  readonly value: PlainValue
  /** Compact JSON of data; undefined for a text. */
  readonly json: string | undefined
}

/** Lists the parts of an answer, outer ones first. */
export function listSources(answer: PlainValue | undefined): readonly Source[] {
  if (answer === undefined) return []
  const sources: Source[] = []
  collect(answer, 'answer', sources)
  return sources
}

/** Finds a part by its name, the first step of which is the whole. */
export function findSource(whole: PlainValue | undefined, name: string): PlainValue | undefined {
  let value: PlainValue | undefined = whole
  for (const step of name.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([key]) => key === step)?.[1]
  }
  return value
}

/** Spells data as providers do that put a space behind each comma and colon. */
export function spellSpaced(value: PlainValue): string {
  if (Array.isArray(value)) return `[${value.map(spellSpaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spellSpaced(inner)}`)
  return `{${entries.join(', ')}}`
}

function collect(value: PlainValue, name: string, sources: Source[]): void {
  if (typeof value === 'string') {
    if (value !== '') sources.push({ name, value, json: undefined })
    return
  }
  if (typeof value !== 'object' || value === null) return
  const json = JSON.stringify(value)
  // An empty object says too little to be known again; the whole answer has no name.
  if (json.length > 2 && name !== 'answer') sources.push({ name, value, json })
  for (const [key, inner] of Object.entries(value)) if (/^[\w-]+$/.test(key)) collect(inner, `${name}.${key}`, sources)
}
