/** A body in parts: the events of a stream, the lines of NDJSON, or all of it. */
export interface Records {
  /** What follows each of them; the last one, too, unless `isOpen`. */
  readonly separator: string
  readonly records: readonly string[]
  readonly isOpen: boolean
}

/** Of server-sent events, of the elements of an array that streams, of lines. */
const SEPARATORS = ['\n\n', '\r\n\r\n', '\n,\r\n', ',\r\n', ',\n', '\n'] as const

/**
 * Splits a body where its parts end.
 *
 * @returns its parts; joined by their separator they are the body
 */
export function splitRecords(text: string): Records {
  for (const separator of SEPARATORS) {
    const parts = text.split(separator)
    const isOpen = parts.at(-1) !== ''
    const records = isOpen ? parts : parts.slice(0, -1)
    if ((records.length >= 2 || (!isOpen && isOfEvents(separator))) && isStream(records, separator))
      return { separator, records, isOpen }
  }
  return { separator: '', records: [text], isOpen: false }
}

/** Puts a body together again. */
export function joinRecords({ separator, records, isOpen }: Records): string {
  return records.join(separator) + (isOpen ? '' : separator)
}

function isOfEvents(separator: string): boolean {
  return separator === '\n\n' || separator === '\r\n\r\n'
}

// Each part of a stream is an event, a comment, or JSON by itself; the last one may be cut off.
function isStream(records: readonly string[], separator: string): boolean {
  const whole = records.length === 1 ? records : records.slice(0, -1)
  switch (separator) {
    case '\n\n':
    case '\r\n\r\n':
      return whole.every((record) => /^(?:data|event|id|retry)?:/.test(record))
    case '\n,\r\n':
    case ',\r\n':
    case ',\n':
      return whole.every(
        (record, index) => /^\[?\{/.test(record) && record.endsWith('}') && index > 0 !== record.startsWith('['),
      )
    default:
      return whole.every((record) => record.startsWith('{') && record.endsWith('}'))
  }
}
