import { checkVariable } from './check-options.ts'
import { findProblem } from './find-problem.ts'
import { findOption, OPTION_NAMES } from './option-names.ts'
import type { Option, OptionsProcess } from './option.ts'
import type { ResolvedOptions, RewindOptions } from './options.ts'
import type { Shape } from './value.ts'

/**
 * Merges what was given into plain values: lists add up, anything else is taken from the last layer that sets it, and
 * environment variables win.
 *
 * @param layers - from the weakest to the strongest, each checked by `checkOptions`
 * @throws {RewindOptionsError} when an environment variable has a wrong value
 */
export function resolveOptions(layers: readonly RewindOptions[], process: OptionsProcess): ResolvedOptions {
  const resolved = Object.fromEntries(OPTION_NAMES.map((name) => [name, resolveOption(name, { layers, process })]))
  if (isComplete(resolved)) return resolved
  throw new TypeError('an option was not resolved')
}

function resolveOption(
  name: string,
  { layers, process }: { readonly layers: readonly RewindOptions[]; readonly process: OptionsProcess },
): unknown {
  const option = findOption(name)
  if (option === undefined) return undefined
  const given = layers.map((layer): unknown => Reflect.get(layer, name))
  const all = [...given, readVariable(option, process.variables)]
  return option.resolve(
    all.filter((value) => value !== undefined),
    process,
  )
}

function isComplete(resolved: object): resolved is ResolvedOptions {
  return OPTION_NAMES.every((name) => name in resolved)
}

function readVariable(
  { variable, value }: Option<unknown, unknown>,
  variables: OptionsProcess['variables'],
): string | number | undefined {
  if (variable === undefined) return undefined
  const text = variables[variable]
  if (text === undefined || text.trim() === '') return undefined
  const given = takesNumber(value) && !Number.isNaN(Number(text)) ? Number(text) : text
  checkVariable(variable, findProblem(value, given, []))
  return given
}

function takesNumber(shape: Shape): boolean {
  return shape.kind === 'number' || (shape.kind === 'either' && shape.of.some(takesNumber))
}
