import { join } from 'node:path'

import { cassetteFileNames } from '../../cassette/file-name.ts'
import { findProjectRoot } from '../../options/config/config-file.ts'
import { OptionLayers } from '../../options/option-layers.ts'
import type { RewindOptions } from '../../options/options.ts'
import { findUserPlace } from '../../process/own-frames.ts'
import { sha256 } from '../../process/sha256.ts'
import type { TestReport } from '../../report/test-report.ts'
import { baseLayers, currentScope, environment } from '../../scope/active-scopes.ts'
import { loadCalls } from '../../scope/load-calls.ts'
import { openScope, type Scope } from '../../scope/scope.ts'
import { relativePath } from '../../text/relative-path.ts'
import { loadRarelyNeeded } from '../load-rarely-needed.ts'

/** A scope on a cassette that the caller named. */
export interface NamedScope {
  readonly scope: Scope
  /** Path of the cassette. */
  readonly path: string
  /** Reports it as a test of its own. */
  readonly reportAsTest: (report: TestReport) => TestReport
}

/**
 * Opens a scope on a cassette that the caller names.
 *
 * @param name - its name, such as `greets a user`
 * @returns the scope; the cassette lies at the top of the cassette folder
 */
export function openNamedScope(name: string, options: RewindOptions): NamedScope {
  const { file } = findUserPlace(new Error('where it was opened').stack) ?? { file: process.argv[1] ?? '' }
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
    rerecord: (mode) => loadRarelyNeeded().scriptCommand(mode),
    layers,
    environment: surroundings,
  })
  const fromRoot = (path: string): string => relativePath(root, path)
  return {
    scope,
    path: join(scope.options().cassettes, fileName),
    reportAsTest: (report) => ({
      ...report,
      project: root,
      test: { name, file: fromRoot(file), cassette: fromRoot(join(scope.options().cassettes, fileName)) },
    }),
  }
}
