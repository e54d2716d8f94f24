import type { Shape } from './value.ts'

/**
 * Writes a right value as code.
 *
 * @returns such as `'replay'`, `[{ pattern: /cust_\w+/g, as: '<customer>' }]`
 */
export function exampleOf(shape: Shape): string {
  switch (shape.kind) {
    case 'plain':
      return shape.example
    case 'word':
      return `'${shape.words[0] ?? ''}'`
    case 'text':
      return `'${shape.example}'`
    case 'number':
      return String(shape.example)
    case 'list':
      return `[${exampleOf(shape.of)}]`
    case 'record':
      return exampleOfRecord(shape)
    case 'map':
      return `{ '${shape.name}': ${exampleOf(shape.of)} }`
    case 'either':
      return shape.of.map(exampleOf)[0] ?? ''
    default:
      return shape satisfies never
  }
}

function exampleOfRecord({ fields, required }: Extract<Shape, { kind: 'record' }>): string {
  const names = required.length > 0 ? required : Object.keys(fields).slice(0, 1)
  const shown = Object.entries(fields).flatMap(([name, field]) =>
    names.includes(name) ? [`${name}: ${exampleOf(field)}`] : [],
  )
  return `{ ${shown.join(', ')} }`
}
