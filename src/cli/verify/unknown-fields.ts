import schema from '../../../cassette.schema.json' with { type: 'json' }

/** A field that loads and means nothing. */
export interface UnknownField {
  /** 1-based line of the cassette. */
  readonly line: number
  /** Such as `request.headrs`. */
  readonly name: string
}

const { header, call, request, response } = schema.definitions
const IN_HEADER: ReadonlySet<string> = new Set(Object.keys(header.properties))
const IN_CALL: ReadonlySet<string> = new Set(Object.keys(call.properties))
const IN_SECTION: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['request', new Set(Object.keys(request.properties))],
  ['response', new Set(Object.keys(response.properties))],
])
/** A key of a mapping, in the first column or one step inside. */
const KEY = /^(?: {2})?(?:([A-Za-z_][\w-]*)|"([^"]*)"|'([^']*)'):(?:\s|$)/u
const BLOCK_START = /:\s*[|>][+-]?\d*\s*$/u

/**
 * Finds fields that the format does not have, in the header, in a call, in its request and its response. The text is
 * looked at line by line: parsing ten thousand calls would take minutes.
 */
export function findUnknownFields(text: string): readonly UnknownField[] {
  return fieldsIn(text).flatMap(({ line, name, section, isInHeader }) => {
    const known = isInHeader ? IN_HEADER : section === undefined ? IN_CALL : IN_SECTION.get(section)
    if (known === undefined || known.has(name)) return []
    return [{ line, name: section === undefined ? name : `${section}.${name}` }]
  })
}

interface Field {
  readonly line: number
  readonly name: string
  /** The field of the call that it is in. */
  readonly section: string | undefined
  readonly isInHeader: boolean
}

function fieldsIn(text: string): readonly Field[] {
  const fields: Field[] = []
  let isInHeader = true
  let section = ''
  for (const { line, content } of linesOutsideBlocks(text)) {
    if (content.startsWith('---')) isInHeader = false
    const [, plain, double, single] = KEY.exec(content) ?? []
    const name = plain ?? double ?? single
    if (name === undefined) continue
    const isInside = content.startsWith(' ')
    if (!isInside) section = name
    if (!isInHeader || !isInside) fields.push({ line, name, section: isInside ? section : undefined, isInHeader })
  }
  return fields
}

// Within a block of text lines look like anything; it ends where the indentation does.
function* linesOutsideBlocks(text: string): Generator<{ readonly line: number; readonly content: string }> {
  let block: number | undefined
  for (const [index, content] of text.split('\n').entries()) {
    const indent = content.search(/\S/u)
    if (indent === -1 || (block !== undefined && indent > block)) continue
    block = BLOCK_START.test(content) ? indent : undefined
    yield { line: index + 1, content }
  }
}
