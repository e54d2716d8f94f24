import type { Call, Headers } from '../../cassette/call.ts'
import { parseJson } from '../../text/decode/parse-json.ts'

/**
 * Says in which part of a request or response a text is.
 *
 * @param text - the text, as the cassette has it
 * @returns the part, such as `request url`, with the JSON path where the part is JSON
 */
export function locateText(call: Call, side: 'request' | 'response', text: string): string {
  const wanted = squeeze(text)
  const holds = (part: string): boolean => squeeze(part).includes(wanted)
  if (side === 'request' && holds(call.request.url)) return 'request url'
  const { headers, body } = call[side]
  return locateInHeaders(side, headers, holds) ?? locateInBody(side, body, holds) ?? side
}

type Holds = (part: string) => boolean

// A block of a cassette indents its lines.
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

function locateInHeaders(side: string, headers: Headers, holds: Holds): string | undefined {
  const found = Object.entries(headers).find(([, value]) => (typeof value === 'string' ? [value] : value).some(holds))
  return found === undefined ? undefined : `${side} header ${found[0]}`
}

function locateInBody(side: string, body: Uint8Array, holds: Holds): string | undefined {
  const text = new TextDecoder().decode(body)
  const whole = locateInJson(text, holds)
  if (whole !== undefined) return `${side} ${whole}`
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    // An event of a stream, or a line of newline-delimited JSON.
    const path = locateInJson(line.replace(/^data: ?/, ''), holds)
    if (path !== undefined) return `${side} line ${index + 1} ${path}`
  }
  if (!holds(text)) return undefined
  const line = lines.findIndex(holds)
  return line === -1 ? `${side} body` : `${side} line ${line + 1}`
}

function locateInJson(text: string, holds: Holds): string | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined
  const value = parseJson(text)
  return value === undefined ? undefined : locateInValue(value, '$', holds)
}

function locateInValue(value: unknown, path: string, holds: Holds): string | undefined {
  if (typeof value === 'string') return holds(value) || holds(JSON.stringify(value)) ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const step = Array.isArray(value)
      ? `[${name}]`
      : /^[A-Za-z_$][\w$-]*$/.test(name)
        ? `.${name}`
        : `[${JSON.stringify(name)}]`
    const found = holds(name) ? `${path} (a name)` : locateInValue(inner, `${path}${step}`, holds)
    if (found !== undefined) return found
  }
  return undefined
}
