import { join } from 'node:path'

import { cassetteFileNames } from '../../cassette/file-name.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import { OptionLayers } from '../../options/option-layers.ts'
import type { RewindOptions } from '../../options/options.ts'
import { sha256 } from '../../process/sha256.ts'
import { baseLayers, currentScope, environment } from '../../scope/active-scopes.ts'
import { loadCalls } from '../../scope/load-calls.ts'
import { openScope, type Scope } from '../../scope/scope.ts'

/**
 * Opens a scope on a cassette that the caller names.
 *
 * @param name - its name, such as `greets a user`
 * @returns the scope; the cassette lies at the top of the cassette folder
 */
export function openNamedScope(name: string, options: RewindOptions): Scope {
  const fileName = cassetteFileNames([{ id: name, path: [name] }], sha256).get(name) ?? `${name}.yaml`
  const root = findProjectRoot(process.cwd())
  const outer = currentScope()
  const surroundings = outer?.environment ?? environment
  const layers = new OptionLayers({ process: surroundings, outer: outer?.layers ?? baseLayers })
  layers.add(options)
  const scope: Scope = openScope({
    test: name,
    root,
    cassette: () =>
      loadCalls().openCassette(root, () => join(scope.options().cassettes, fileName), {
        folderOf: () => scope.options().cassettes,
      }),
    rerecord: (command) =>
      `REWIND_MODE=${command} ${process.argv0} ${process.argv
        .slice(1)
        .map((word) => JSON.stringify(word))
        .join(' ')}`,
    layers,
    environment: surroundings,
  })
  return scope
}
