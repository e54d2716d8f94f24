import { createRequire } from 'node:module'

import type * as parserModule from '@babel/parser'
import type * as babel from '@babel/types'

/** A configuration in JavaScript, TypeScript or JSON, taken apart. */
export type Script =
  | { readonly kind: 'script'; readonly body: readonly babel.Statement[]; readonly comments: readonly babel.Comment[] }
  | { readonly kind: 'json'; readonly value: babel.Expression; readonly comments: readonly babel.Comment[] }
  /** It cannot be parsed: 1-based line, and what is wrong there. */
  | { readonly kind: 'broken'; readonly line: number; readonly why: string }

/**
 * Parses a configuration.
 *
 * @param language - `json` may have comments
 */
export function parseScript(text: string, language: 'script' | 'json' = 'script'): Script {
  // Loaded where there is a configuration to look at.
  const { parse, parseExpression }: typeof parserModule = createRequire(import.meta.url)('@babel/parser')
  try {
    if (language === 'json') {
      const value = parseExpression(text.replace(BYTE_ORDER_MARK, ' '))
      return { kind: 'json', value, comments: value.comments ?? [] }
    }
    const { program, comments } = parse(text, { sourceType: 'unambiguous', plugins: ['typescript'], ...LENIENT })
    return { kind: 'script', body: program.body, comments: comments ?? [] }
  } catch (error) {
    const loc = error instanceof SyntaxError && 'loc' in error ? error.loc : undefined
    const line = typeof loc === 'object' && loc !== null && 'line' in loc ? Number(loc.line) : 1
    const why = error instanceof Error ? error.message.replace(/\s*\(\d+:\d+\)$/u, '') : String(error)
    return { kind: 'broken', line, why }
  }
}

const BYTE_ORDER_MARK = /^\uFEFF/u
// What only another parser or a type check refuses.
const LENIENT = { errorRecovery: true, allowReturnOutsideFunction: true } as const

/** Says which of the two a file is in, by its name. */
export function languageOf(file: string): 'script' | 'json' {
  return /\.jsonc?$/u.test(file) ? 'json' : 'script'
}

/** Blanks out the comments of a configuration: all else keeps its place. Of what cannot be parsed, nothing. */
export function withoutComments({ file, text }: { readonly file: string; readonly text: string }): string {
  if (/\.ya?ml$/u.test(file)) return text.replaceAll(/^([^'"\n]*?)(?:^|\s)#.*$/gmu, '$1')
  const script = parseScript(text, languageOf(file))
  if (script.kind === 'broken') return text
  let plain = text
  for (const { start, end } of script.comments) {
    const [from, to] = [start ?? 0, end ?? 0]
    plain = plain.slice(0, from) + plain.slice(from, to).replaceAll(/[^\r\n]/gu, ' ') + plain.slice(to)
  }
  return plain
}
