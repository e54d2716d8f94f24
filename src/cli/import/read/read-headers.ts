import type { Headers } from '../../../cassette/call.ts'
import { isRecord } from '../../../text/unknown/is-record.ts'

/**
 * Reads headers in any of the forms that tools write: an object of texts or lists, a list of pairs, of `name` and
 * `value`, or of names and values in turn. HTTP/2's own, such as `:authority`, are left out.
 *
 * @returns undefined where the tool has kept none at all
 */
export function readHeaders(value: unknown): Headers | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const pairs = pairsOf(value).filter(([name]) => name !== '' && !name.startsWith(':'))
  const groups = Map.groupBy(pairs, ([name]) => name.toLowerCase())
  return Object.fromEntries(
    [...groups].map(([name, equal]) => {
      const [first = '', ...others] = equal.map(([, text]) => text)
      return [name, others.length === 0 ? first : [first, ...others]]
    }),
  )
}

/** Gives the text of a header; an empty one where it is missing. */
export function headerOf(headers: Headers | undefined, name: string): string {
  return [headers?.[name] ?? []].flat().join(', ')
}

type Pair = readonly [name: string, text: string]

function pairsOf(value: unknown): readonly Pair[] {
  if (Array.isArray(value)) return pairsOfList(value)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, field]) => textsOf(field).map((text) => [name, text] as const))
}

function pairsOfList(list: readonly unknown[]): readonly Pair[] {
  if (list.every((item) => typeof item === 'string')) {
    return list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? ''] as const] : []))
  }
  return list.flatMap((item): readonly Pair[] => {
    const [name, field]: readonly unknown[] = Array.isArray(item)
      ? item
      : isRecord(item)
        ? [item['name'], item['value']]
        : []
    return typeof name === 'string' ? textsOf(field).map((text) => [name, text] as const) : []
  })
}

function textsOf(field: unknown): readonly string[] {
  if (Array.isArray(field)) return field.flatMap(textsOf)
  if (typeof field === 'string') return [field]
  if (field instanceof Uint8Array) return [Buffer.from(field).toString('latin1')]
  return typeof field === 'number' || typeof field === 'boolean' ? [String(field)] : []
}
