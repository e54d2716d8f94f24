import { types } from 'node:util'

import { RewindOptionsError } from '../errors.ts'
import { didYouMean, nearestWord } from '../text/nearest-word.ts'
import { escapePattern } from '../text/patterns/escape-pattern.ts'
import { isRecord } from '../text/unknown/is-record.ts'
import { findProblem, spellPath, type OptionPath, type Problem } from './find-problem.ts'
import { findOption, OPTION_NAMES } from './option-names.ts'
import type { RewindOptions } from './options.ts'
import type { Shape } from './value.ts'

/** Where options were given. */
export type OptionsSource =
  | { readonly kind: 'file'; readonly path: string; readonly text: () => string }
  | {
      readonly kind: 'call'
      readonly name: 'configure()' | 'install()' | 'withCassette()' | 'the options of the reporter'
    }

/**
 * Checks that a value is a set of options that works where it was given.
 *
 * @throws {RewindOptionsError} for an unknown name, a bad value, and an option that only holds for whole runs
 */
export function checkOptions(source: OptionsSource, value: unknown): RewindOptions {
  if (isOptions(value, source)) return value
  const isPromise = types.isPromise(value)
  throw new RewindOptionsError({
    summary: `the options must be an object${isPromise ? ', but are a promise' : ''}`,
    ...placeOf(source, []),
    remedy: isPromise
      ? 'await it before; in a file, write the options themselves: the configuration is read at once'
      : "{ mode: 'replay' }",
  })
}

/**
 * Checks options that are not those of the table.
 *
 * @throws {RewindOptionsError} for an unknown name and a bad value
 */
export function checkShape(source: OptionsSource, shape: Shape, value: unknown): void {
  const problem = findProblem(shape, value, [])
  if (problem !== undefined) throw explain(problem, source)
}

/**
 * Checks what an environment variable sets.
 *
 * @param variable - its name
 * @throws {RewindOptionsError} naming the variable
 */
export function checkVariable(variable: string, problem: Problem | undefined): void {
  if (problem === undefined) return
  const right = problem.right?.replaceAll("'", '') ?? '…'
  throw new RewindOptionsError({ summary: `${variable}${problem.complaint}`, remedy: `${variable}=${right}` })
}

function isOptions(value: unknown, source: OptionsSource): value is RewindOptions {
  if (!isRecord(value) || types.isPromise(value)) return false
  for (const [name, given] of Object.entries(value)) assertOption(source, name, given)
  return true
}

function assertOption(source: OptionsSource, name: string, given: unknown): void {
  // Editors find the schema by it.
  if (name === '$schema' && source.kind === 'file') return
  const option = findOption(name)
  if (option === undefined) throw explain({ path: [name], complaint: '', known: OPTION_NAMES }, source)
  if (given === undefined) return
  const problem = findProblem(option.value, given, [name])
  if (problem !== undefined) throw explain(problem, source)
  if (option.reach === 'run' && source.kind === 'call') throw explainReach(name, option.variable, source)
}

function explain(problem: Problem, source: OptionsSource): RewindOptionsError {
  const place = placeOf(source, problem.path)
  const spelled = spellPath(problem.path)
  if (problem.known === undefined) {
    return new RewindOptionsError({
      summary: `${spelled}${problem.complaint}`,
      ...place,
      remedy: problem.fix ?? `${spelled}: ${problem.right ?? '…'}`,
    })
  }
  const near = nearestWord(String(problem.path.at(-1)), problem.known)
  const meant = near === undefined ? undefined : spellPath([...problem.path.slice(0, -1), near])
  return new RewindOptionsError({
    summary: `unknown option ${spelled}${didYouMean(meant)}`,
    ...place,
    remedy: meant === undefined ? `use one of ${problem.known.join(', ')}` : `write ${meant}`,
  })
}

function explainReach(name: string, variable: string | undefined, source: OptionsSource): RewindOptionsError {
  return new RewindOptionsError({
    summary: `${name} holds for a whole run and cannot be set here`,
    ...placeOf(source, [name]),
    remedy: `move ${name} to rewind.config.ts${variable === undefined ? '' : `, or set ${variable}`}`,
  })
}

function placeOf(source: OptionsSource, path: OptionPath): Place {
  if (source.kind === 'call') return { details: [`  where     ${source.name}`] }
  const line = findLine(source.text(), path)
  const file = source.path
  return { details: [`  where     ${file}${line === undefined ? '' : `:${line}`}`], file, line }
}

interface Place {
  readonly details: readonly string[]
  readonly file?: string
  readonly line?: number | undefined
}

// By the names on the way, each after the one before: right wherever options are written out in the file.
function findLine(text: string, path: OptionPath): number | undefined {
  let at = 0
  for (const step of path) {
    if (typeof step === 'number') continue
    const key = new RegExp(`(?<![\\w$])(['"\`]?)${escapePattern(step)}\\1\\s*[:,}(]`, 'g')
    key.lastIndex = at
    const found = key.exec(text)
    if (found === null) return undefined
    at = found.index
  }
  return path.length === 0 ? undefined : text.slice(0, at).split('\n').length
}
