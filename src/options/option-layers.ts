import type { OptionsProcess } from './option.ts'
import type { ResolvedOptions, RewindOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'

/** What option layers are made of. */
export interface OptionLayersInput {
  readonly process: OptionsProcess
  /** Those of the scope around it. */
  readonly outer?: OptionLayers | undefined
  /** Options of a configuration file: weaker than those around. */
  readonly config?: RewindOptions | undefined
}

/** The options of one scope: those of the scopes around it, under its own. */
export class OptionLayers {
  readonly #input: OptionLayersInput
  #own: readonly RewindOptions[] = []
  #changes = 0
  #resolved: { readonly version: number; readonly options: ResolvedOptions } | undefined

  constructor(input: OptionLayersInput) {
    this.#input = input
  }

  /** Adds options that are stronger than all before. */
  add(options: RewindOptions): void {
    this.#own = [...this.#own, options]
    this.#changes += 1
  }

  /** Takes options away that were added: these very objects. */
  remove(added: ReadonlySet<RewindOptions>): void {
    this.#own = this.#own.filter((options) => !added.has(options))
    this.#changes += 1
  }

  /**
   * Resolves the options as they are now.
   *
   * @throws {RewindOptionsError} when an environment variable has a wrong value
   */
  resolve(): ResolvedOptions {
    const { outer, config, process } = this.#input
    if (this.#own.length === 0 && config === undefined && outer !== undefined && outer.#input.process === process)
      return outer.resolve()
    const version = this.#version()
    if (this.#resolved?.version !== version) {
      this.#resolved = { version, options: resolveOptions(this.#all(), process) }
    }
    return this.#resolved.options
  }

  /** Lists what was configured beside configuration files, from the weakest to the strongest. */
  configured(): readonly RewindOptions[] {
    return [...(this.#input.outer?.configured() ?? []), ...this.#own]
  }

  // Changes are only counted up, here and around: their sum tells every change.
  #version(): number {
    const { outer } = this.#input
    return this.#changes + (outer === undefined ? 0 : outer.#version())
  }

  #all(): readonly RewindOptions[] {
    const { config, outer } = this.#input
    return [...(config === undefined ? [] : [config]), ...(outer === undefined ? [] : outer.#all()), ...this.#own]
  }
}
