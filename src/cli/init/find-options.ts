import type * as babel from '@babel/types'

import { isRecord } from '../../text/unknown/is-record.ts'
import { parseScript } from '../set-up/parse-script.ts'

/** The options that a configuration exports. */
export type FoundOptions =
  | { readonly kind: 'found'; readonly options: babel.ObjectExpression; readonly body: readonly babel.Statement[] }
  /** They are made by code that cannot be followed, or it cannot be parsed. */
  | { readonly kind: 'unclear'; readonly why: string }

/** Finds the object with the options in the text of a configuration. */
export function findOptions(text: string, language: 'script' | 'json'): FoundOptions {
  const script = parseScript(text, language)
  if (script.kind === 'broken') return { kind: 'unclear', why: `line ${script.line} cannot be parsed: ${script.why}` }
  const body = script.kind === 'script' ? script.body : []
  const exported = script.kind === 'json' ? script.value : body.map(exportedValue).find((value) => value !== undefined)
  const options = exported === undefined ? undefined : resolveObject(exported, body)
  return options === undefined
    ? { kind: 'unclear', why: 'its options are computed by code' }
    : { kind: 'found', options, body }
}

/** Finds a field of an object by its name. */
export function fieldOf(object: babel.ObjectExpression, name: string): babel.ObjectProperty | undefined {
  const fields = object.properties.filter((property) => property.type === 'ObjectProperty')
  return fields.find(
    ({ key }) =>
      (key.type === 'Identifier' && key.name === name) || (key.type === 'StringLiteral' && key.value === name),
  )
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
  return node.type === 'ObjectExpression' ? node : resolveObject(innerOf(node, body), body, depth + 1)
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
  if (!isFunction(node)) return undefined
  return node.body.type === 'BlockStatement' ? returnedBy(node.body) : node.body
}

function isFunction(
  node: babel.Node,
): node is babel.ArrowFunctionExpression | babel.FunctionExpression | babel.FunctionDeclaration {
  return (
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration'
  )
}

function expressionIn(node: babel.Node): babel.Node | undefined {
  const isWrapped =
    node.type === 'TSSatisfiesExpression' || node.type === 'TSAsExpression' || node.type === 'ParenthesizedExpression'
  return isWrapped ? node.expression : undefined
}

// Where several are returned, an edit of one would leave the others.
function returnedBy(block: babel.BlockStatement): babel.Node | null | undefined {
  if (countReturns(block.body) !== 1) return undefined
  return block.body.findLast((statement) => statement.type === 'ReturnStatement')?.argument
}

function countReturns(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, one) => sum + countReturns(one), 0)
  if (!isRecord(node) || typeof node['type'] !== 'string' || /Function|ObjectMethod/u.test(node['type'])) return 0
  return node['type'] === 'ReturnStatement' ? 1 : countReturns(Object.values(node))
}

// A name that gets another value later is not followed.
function declarationOf(name: string, body: readonly babel.Statement[]): babel.Node | null | undefined {
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration' && statement.id?.name === name) return statement
    const declarators = statement.type === 'VariableDeclaration' ? statement.declarations : []
    const found = declarators.find(({ id }) => id.type === 'Identifier' && id.name === name)
    if (found !== undefined) return found.init
  }
  return undefined
}
