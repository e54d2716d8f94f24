/** One part of a multipart body. */
export interface MultipartPart {
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** Offset of its headers. */
  readonly head: number
  /** Offsets of its content, its headers left out. */
  readonly start: number
  readonly end: number
}

/**
 * Splits a multipart body (RFC 2046) into its parts. Line breaks may be CRLF or LF; what comes before the first and
 * after the last delimiter is not a part.
 *
 * @param contentType - header value that names the boundary; without one, the first line of the body does
 * @returns the parts in order; undefined where the body does not end with its last delimiter
 */
export function splitMultipart(body: Uint8Array, contentType: string): readonly MultipartPart[] | undefined {
  // One character for each byte: searched as text, cut as bytes.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
  const boundary = parameterOf(contentType, 'boundary') ?? /^--([^\r\n]{1,200}?)[ \t]*\r?\n/.exec(text)?.[1]
  if (boundary === undefined || boundary === '') return undefined
  const parts: MultipartPart[] = []
  let start: number | undefined
  for (const { index, after, isLast } of delimitersOf(text, `--${boundary}`)) {
    const part = start === undefined ? undefined : readPart(text, start, index)
    if (part !== undefined) parts.push(part)
    else if (start !== undefined) return undefined
    if (isLast) return parts
    start = after
  }
  return undefined
}

/**
 * Reads a parameter of a header value.
 *
 * @returns its value, without quotes; undefined where it does not have that name
 */
export function parameterOf(header: string, name: string): string | undefined {
  const parameters = header.matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s;]*))/g)
  for (const [, key = '', quoted, plain] of parameters) {
    if (key.toLowerCase() === name) return quoted ?? plain
  }
  return undefined
}

interface Delimiter {
  /** Of the line break before it, which belongs to it. */
  readonly index: number
  /** Where the next part begins. */
  readonly after: number
  readonly isLast: boolean
}

const LINE_END = /[ \t]*(?:\r?\n|$)/y

function* delimitersOf(text: string, delimiter: string): Iterable<Delimiter> {
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1)) {
    const isLineStart = at === 0 || text[at - 1] === '\n'
    const isLast = text.startsWith('--', at + delimiter.length)
    LINE_END.lastIndex = at + delimiter.length + (isLast ? 2 : 0)
    if (!isLineStart || !LINE_END.test(text)) continue
    const lineBreak = text.startsWith('\r\n', at - 2) ? 2 : 1
    yield { index: Math.max(0, at - lineBreak), after: LINE_END.lastIndex, isLast }
  }
}

function readPart(text: string, start: number, end: number): MultipartPart | undefined {
  // A part without headers begins with the empty line.
  const bare = /^\r?\n/.exec(text.slice(start, start + 2))?.[0].length
  if (bare !== undefined)
    return { headers: new Map(), head: start, start: start + bare, end: Math.max(start + bare, end) }
  const found = /\r?\n\r?\n/g
  found.lastIndex = start
  const empty = found.exec(text)
  if (empty === null || empty.index + empty[0].length > end + 2) return undefined
  const content = empty.index + empty[0].length
  const headers = headersOf(text.slice(start, empty.index))
  return { headers, head: start, start: content, end: Math.max(content, end) }
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = Buffer.from(head, 'latin1').toString('utf8').split(/\r?\n/)
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
}
