/** One part of a multipart form. */
export interface FormPart {
  readonly name: string
  readonly fileName: string | undefined
  readonly type: string | undefined
  readonly bytes: Uint8Array
}

/**
 * Splits a multipart form (RFC 7578) into its parts.
 *
 * @param contentType - header value that names the boundary
 * @returns the parts in order, or undefined when the body is not exactly such a form
 */
export function parseMultipart(body: Uint8Array, contentType: string): readonly FormPart[] | undefined {
  const boundary = parameterOf(contentType, 'boundary')
  if (boundary === undefined) return undefined
  // One character for each byte: searched as text, cut as bytes.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
  const delimiter = `\r\n--${boundary}`
  const parts: FormPart[] = []
  if (!text.startsWith(delimiter.slice(2))) return undefined
  let at = delimiter.length - 2
  while (text.startsWith('\r\n', at)) {
    const end = text.indexOf(delimiter, at)
    const part = end === -1 ? undefined : readPart(text, body, { start: at + 2, end })
    if (part === undefined) return undefined
    parts.push(part)
    at = end + delimiter.length
  }
  // Clients end with no line break, one or two.
  return /^--(?:\r\n)*$/.test(text.slice(at)) ? parts : undefined
}

function readPart(
  text: string,
  body: Uint8Array,
  range: { readonly start: number; readonly end: number },
): FormPart | undefined {
  const headerEnd = text.indexOf('\r\n\r\n', range.start)
  if (headerEnd === -1 || headerEnd + 4 > range.end) return undefined
  const head = new TextDecoder().decode(body.subarray(range.start, headerEnd))
  const disposition = headerOf(head, 'content-disposition') ?? ''
  return {
    name: parameterOf(disposition, 'name') ?? '',
    fileName: parameterOf(disposition, 'filename*') ?? parameterOf(disposition, 'filename'),
    type: headerOf(head, 'content-type'),
    bytes: body.subarray(headerEnd + 4, range.end),
  }
}

function headerOf(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((field) => field.toLowerCase().startsWith(`${name}:`))
  return line?.slice(name.length + 1).trim()
}

function parameterOf(header: string, name: string): string | undefined {
  for (const [, key = '', quoted, plain] of header.matchAll(
    /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g,
  )) {
    if (key.toLowerCase() === name) return quoted ?? plain
  }
  return undefined
}
