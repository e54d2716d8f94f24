import { RewindOptionsError } from '../errors.ts'
import type { ResolvedOptions } from '../options.ts'
import { resolveOptions, type OptionsEnvironment, type OptionsLayer } from '../resolve-options.ts'
import { Session } from '../session.ts'
import type { SessionInput } from '../session-input.ts'

/** A stretch of code with options and a session of its own: a test file, an attempt of a test, a `withCassette`. */
export interface Scope {
  readonly session: Session
  readonly environment: ScopeEnvironment
  /** Layers of this scope and those around it, from the weakest to the strongest. */
  layers(): readonly OptionsLayer[]
  options(): ResolvedOptions
  /** Adds options for the rest of this scope. @throws {RewindOptionsError} when a request was already made under others */
  configure(layer: OptionsLayer): void
}

/** The process as the code of a scope sees it: a sandbox may have variables of its own. */
export interface ScopeEnvironment extends OptionsEnvironment {
  /** May be given placeholder keys. */
  readonly variables: Record<string, string | undefined>
}

/** What a scope is opened with. */
export interface ScopeInput extends Omit<SessionInput, 'options' | 'variables'> {
  readonly outer: () => readonly OptionsLayer[]
  readonly environment: ScopeEnvironment
}

/**
 * Opens a scope.
 *
 * @param input - its surroundings and its cassette
 * @returns the scope
 */
export function openScope(input: ScopeInput): Scope {
  const own: OptionsLayer[] = []
  let resolved: { readonly outer: readonly OptionsLayer[]; readonly options: ResolvedOptions } | undefined
  const options = (): ResolvedOptions => {
    const outer = input.outer()
    if (resolved?.outer !== outer) {
      resolved = { outer, options: resolveOptions([...outer, ...own], input.environment) }
    }
    return resolved.options
  }
  const session = new Session({ ...input, variables: input.environment.variables, options })
  let layers: readonly OptionsLayer[] | undefined
  let layersOuter: readonly OptionsLayer[] | undefined
  return {
    session,
    environment: input.environment,
    options,
    layers() {
      const outer = input.outer()
      if (layers === undefined || layersOuter !== outer) {
        layersOuter = outer
        layers = [...outer, ...own]
      }
      return layers
    },
    configure(layer) {
      if (session.hasBegun()) {
        throw new RewindOptionsError({
          summary: `configure() came after the first LLM call of "${input.names.test}"`,
          remedy: 'call configure() before the first call of the test (in beforeEach, or at the top of the file)',
        })
      }
      own.push(layer)
      resolved = undefined
      layers = undefined
    },
  }
}
