import { findOption, OPTION_NAMES } from '../option-names.ts'
import type { Shape } from '../value.ts'

/** A JSON schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>

/**
 * Writes the JSON schema (draft-07) of `rewind.config.json` from the table of options.
 *
 * @param tableSource - the text of `option-table.ts`, whose comments become descriptions
 */
export function createConfigSchema(tableSource: string): Schema {
  const comments = readComments(tableSource)
  const properties = OPTION_NAMES.flatMap((name) => {
    const option = findOption(name)
    if (option === undefined) return []
    const fallback = option.default === undefined ? {} : { default: option.default }
    return [[name, { description: comments.get(name), ...schemaOf(option.value), ...fallback }] as const]
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of rewind',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  }
}

function schemaOf(shape: Shape): Schema {
  switch (shape.kind) {
    case 'word':
      return { enum: shape.words }
    case 'text':
      return schemaOfText(shape)
    case 'number':
      return { type: 'number', [shape.zero ? 'minimum' : 'exclusiveMinimum']: 0 }
    case 'plain':
      // JSON has no form for the others: they are written in rewind.config.ts.
      return shape.type === 'boolean' ? { type: 'boolean' } : { not: {} }
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) }
    case 'record':
      return schemaOfRecord(shape)
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.of) }
    case 'either':
      return { anyOf: shape.of.map(schemaOf) }
    default:
      return shape satisfies never
  }
}

function schemaOfText({ empty, pattern }: Extract<Shape, { kind: 'text' }>): Schema {
  return {
    type: 'string',
    ...(empty === true ? {} : { minLength: 1 }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}

function schemaOfRecord({ fields, required }: Extract<Shape, { kind: 'record' }>): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
}

// Comments directly before an entry: `/** … */` and, on the next line, its name.
function readComments(source: string): ReadonlyMap<string, string> {
  const found = source.matchAll(/^ {2}\/\*\*(?<comment>(?:(?!\*\/)[^])*)\*\/\n {2}(?<name>\w+):/gm)
  return new Map([...found].map(({ groups }) => [groups?.['name'] ?? '', plainText(groups?.['comment'] ?? '')]))
}

function plainText(comment: string): string {
  const text = comment
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text.replace(/ ?@defaultValue/, ' Default:').replaceAll('`', '')
}
