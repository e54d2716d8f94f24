import type * as babel from '@babel/types'

/** What a list in a configuration is to have. */
export interface ListEntry {
  /** Names of the fields that lead to the list, from the options. */
  readonly path: readonly string[]
  /** Source text of what is added. */
  readonly add: string
  /** Whether it goes before what is there, or after it. */
  readonly at: 'start' | 'end'
  /** Source texts of what the list has beside it where there is none yet. */
  readonly beside?: readonly string[]
}

/** What became of a configuration. */
export type ConfigEdit =
  /** The same text where all was there already. */
  | { readonly kind: 'edited'; readonly text: string }
  /** It is made by code that an edit cannot follow. */
  | { readonly kind: 'unclear'; readonly why: string }

/**
 * Adds to lists of a configuration in JavaScript or TypeScript. Only what is added changes: comments and layout stay.
 * (Printing the changed tree again, as recast does, moves comments, and the configuration that Jest makes consists of
 * them.)
 */
export async function editConfig(text: string, entries: readonly ListEntry[]): Promise<ConfigEdit> {
  let edited = text
  for (const entry of entries) {
    const step = addEntry(edited, await findOptions(edited), entry)
    if (step.kind === 'unclear') return step
    edited = step.text
  }
  return { kind: 'edited', text: edited }
}

/** Says whether the options of a configuration have a field, as far as can be seen. */
export async function hasField(text: string, path: readonly string[]): Promise<boolean> {
  let value: babel.Node | undefined = await findOptions(text)
  for (const name of path) value = value?.type === 'ObjectExpression' ? fieldOf(value, name)?.value : undefined
  return value !== undefined
}

async function findOptions(text: string): Promise<babel.ObjectExpression | undefined> {
  const { parse } = await import('@babel/parser')
  try {
    const { program } = parse(text, { sourceType: 'unambiguous', plugins: ['typescript'], errorRecovery: true })
    const exported = program.body.map(exportedValue).find((value) => value !== undefined)
    return exported === undefined ? undefined : resolveObject(exported, program.body)
  } catch {
    // No JavaScript: whoever runs it says so better.
    return undefined
  }
}

// `export default …`, or `module.exports = …`.
function exportedValue(statement: babel.Statement): babel.Node | undefined {
  if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return undefined
  const { left, right } = statement.expression
  const isExports =
    left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === 'module'
  return isExports ? right : undefined
}

/** How often one name may lead to another. */
const DEEPEST = 10

// Through `defineConfig(…)`, functions that give the options, names, and what TypeScript puts around values.
function resolveObject(
  node: babel.Node | null | undefined,
  body: readonly babel.Statement[],
  depth = 0,
): babel.ObjectExpression | undefined {
  if (node === null || node === undefined || depth > DEEPEST) return undefined
  const inner = innerOf(node, body)
  return node.type === 'ObjectExpression' ? node : resolveObject(inner, body, depth + 1)
}

function innerOf(node: babel.Node, body: readonly babel.Statement[]): babel.Node | null | undefined {
  if (node.type === 'CallExpression') return optionsOfCall(node)
  if (node.type === 'Identifier') return declarationOf(node.name, body)
  if (node.type === 'AwaitExpression') return node.argument
  return 'body' in node ? resultOf(node) : expressionIn(node)
}

// mergeConfig(base, own)
function optionsOfCall({ callee, arguments: given }: babel.CallExpression): babel.Node | undefined {
  return callee.type === 'Identifier' && callee.name === 'mergeConfig' ? given.at(-1) : given[0]
}

function resultOf(node: babel.Node): babel.Node | null | undefined {
  const isFunction =
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration'
  if (!isFunction) return undefined
  return node.body.type === 'BlockStatement' ? returnedBy(node.body) : node.body
}

function expressionIn(node: babel.Node): babel.Node | undefined {
  const isWrapped =
    node.type === 'TSSatisfiesExpression' || node.type === 'TSAsExpression' || node.type === 'ParenthesizedExpression'
  return isWrapped ? node.expression : undefined
}

function returnedBy({ body }: babel.BlockStatement): babel.Node | null | undefined {
  return body.findLast((statement) => statement.type === 'ReturnStatement')?.argument
}

function declarationOf(name: string, body: readonly babel.Statement[]): babel.Node | null | undefined {
  const declarators = body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? statement.declarations : [],
  )
  return declarators.find(({ id }) => id.type === 'Identifier' && id.name === name)?.init
}

function fieldOf(object: babel.ObjectExpression, name: string): babel.ObjectProperty | undefined {
  const fields = object.properties.filter((property) => property.type === 'ObjectProperty')
  return fields.find(
    ({ key }) =>
      (key.type === 'Identifier' && key.name === name) || (key.type === 'StringLiteral' && key.value === name),
  )
}

function addEntry(text: string, options: babel.ObjectExpression | undefined, entry: ListEntry): ConfigEdit {
  let object = options
  for (const [index, name] of entry.path.entries()) {
    if (object === undefined) return { kind: 'unclear', why: 'its options are made by code' }
    const field = fieldOf(object, name)
    if (field === undefined) return insertField(text, object, sourceOf(entry, index))
    if (index === entry.path.length - 1) return addToList(text, field.value, entry)
    object = field.value.type === 'ObjectExpression' ? field.value : undefined
  }
  return { kind: 'edited', text }
}

function sourceOf({ path, add, beside = [] }: ListEntry, index: number): string {
  const list = `[${[...beside, add].join(', ')}]`
  const [name = '', ...rest] = path.slice(index)
  return `${name}: ${rest.reduceRight((value, field) => `{ ${field}: ${value} }`, list)}`
}

// At its start, where no comma has to be looked for.
function insertField(text: string, object: babel.ObjectExpression, source: string): ConfigEdit {
  if (object.properties.some(({ type }) => type === 'SpreadElement'))
    return { kind: 'unclear', why: 'its options come from elsewhere, and may be set there' }
  const start = (object.start ?? 0) + 1
  const end = (object.end ?? 0) - 1
  const [first] = object.properties
  if (text.slice(start, end).trim() === '') return splice(text, { start, end, by: ` ${source} ` })
  const lead = /^\s*?\n([ \t]*)/u.exec(text.slice(start, first?.start ?? end))?.[1]
  return splice(text, { start, end: start, by: lead === undefined ? ` ${source},` : `\n${lead}${source},` })
}

function addToList(text: string, value: babel.Node, entry: ListEntry): ConfigEdit {
  const { add, at } = entry
  if (value.type === 'ArrayExpression') return addToArray(text, value, entry)
  const [start, end] = [value.start ?? 0, value.end ?? 0]
  const source = text.slice(start, end)
  if (value.type !== 'StringLiteral' && value.type !== 'TemplateLiteral')
    return { kind: 'unclear', why: `it has ${source.slice(0, 40)} where a list is meant` }
  if (isSame(source, add)) return { kind: 'edited', text }
  return splice(text, { start, end, by: `[${(at === 'start' ? [add, source] : [source, add]).join(', ')}]` })
}

function addToArray(text: string, array: babel.ArrayExpression, { add, at, beside = [] }: ListEntry): ConfigEdit {
  const elements = array.elements.filter((element) => element !== null)
  // A reporter may be in a list with its options.
  if (elements.some((element) => isSame(firstOf(text, element), add))) return { kind: 'edited', text }
  const [first] = elements
  const last = elements.at(-1)
  if (first === undefined || last === undefined)
    return splice(text, { start: array.start ?? 0, end: array.end ?? 0, by: `[${[...beside, add].join(', ')}]` })
  const place = (at === 'start' ? first.start : last.end) ?? 0
  return splice(text, { start: place, end: place, by: at === 'start' ? `${add}, ` : `, ${add}` })
}

function firstOf(text: string, element: babel.Node): string {
  const node = element.type === 'ArrayExpression' ? (element.elements[0] ?? element) : element
  return text.slice(node.start ?? 0, node.end ?? 0)
}

function isSame(left: string, right: string): boolean {
  return left.replaceAll(/["`]/gu, "'") === right
}

function splice(
  text: string,
  { start, end, by }: { readonly start: number; readonly end: number; readonly by: string },
): ConfigEdit {
  return { kind: 'edited', text: text.slice(0, start) + by + text.slice(end) }
}
