/** The text of a value that differs: words as they are, JSON otherwise; empty where there is none. */
export function textOfValue(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  const line = JSON.stringify(value)
  return line.length <= LONGEST_LINE ? line : JSON.stringify(value, undefined, 2)
}

const LONGEST_LINE = 80
