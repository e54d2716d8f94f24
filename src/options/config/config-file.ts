import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { types } from 'node:util'

import { messageOf, RewindError, RewindOptionsError } from '../../errors.ts'
import { escapePattern } from '../../text/patterns/escape-pattern.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { checkOptions } from '../check-options.ts'
import type { RewindOptions } from '../options.ts'
import { loadModule } from './load-module.ts'

const CONFIG_FILES = ['cjs', 'cts', 'js', 'json', 'mjs', 'mts', 'ts'].map((end) => `rewind.config.${end}`)

/**
 * Finds the project that a file belongs to: the nearest folder upwards with a `rewind.config.*`, else with a
 * `package.json`, in the same repository of git.
 *
 * @returns the project root; `from` itself where nothing is found
 */
export function findProjectRoot(from: string): string {
  const folders = ancestors(from)
  return (
    folders.find((folder) => configFiles(folder).length > 0) ??
    folders.find((folder) => existsSync(join(folder, 'package.json'))) ??
    from
  )
}

/**
 * Loads the project's configuration.
 *
 * @returns its options, or undefined when it has no configuration file
 * @throws {RewindOptionsError} `REWIND_CONFIG` when there are two, or when the file cannot be loaded; `REWIND_OPTIONS`
 *   when what it says is wrong
 */
export function loadConfigFile(root: string): RewindOptions | undefined {
  const [file, second] = configFiles(root)
  if (file === undefined) return undefined
  if (second !== undefined) {
    throw new RewindOptionsError({
      code: 'REWIND_CONFIG',
      summary: `two configuration files in ${root}: ${file} and ${second}`,
      remedy: `keep one of them and delete the other`,
    })
  }
  const path = join(root, file)
  return checkOptions({ kind: 'file', path, text: () => readFileSync(path, 'utf8') }, loadDefault(path))
}

function loadDefault(path: string): unknown {
  try {
    const loaded: unknown = loadModule(path)
    const value = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded
    if (value !== undefined && !types.isModuleNamespaceObject(value)) return value
  } catch (error) {
    if (error instanceof RewindError) throw error
    const line = lineIn(error, path)
    throw new RewindOptionsError({
      code: 'REWIND_CONFIG',
      ...(line === undefined ? {} : { file: path, line }),
      summary: `${line === undefined ? path : `${path}:${line}`} cannot be loaded: ${messageOf(error)}`,
      remedy: remedyOf(error, path),
      cause: error,
    })
  }
  throw new RewindOptionsError({
    code: 'REWIND_CONFIG',
    summary: `${path} has no default export`,
    remedy: `export default defineConfig({ … })`,
  })
}

// Errors of TypeScript and of code that ran say the line; V8 does not for the syntax of a module.
function lineIn(error: unknown, path: string): number | undefined {
  const stack = error instanceof Error ? error.stack : undefined
  const [, line] = stack?.match(new RegExp(`${escapePattern(path)}:(\\d+)`)) ?? []
  return line === undefined ? undefined : Number(line)
}

function remedyOf(error: unknown, path: string): string {
  const code = memberOf(error, 'code')
  if (code === 'ERR_REQUIRE_ASYNC_MODULE')
    return `take the top-level await out of ${path}: the configuration is loaded synchronously`
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return `use only TypeScript that can be erased (no enums, no namespaces), or write ${path} in JavaScript`
  return `correct the error in ${path}; nothing was recorded or replayed`
}

// Not listed: the folders on the way up may hold thousands of files.
function configFiles(folder: string): readonly string[] {
  return CONFIG_FILES.filter((name) => existsSync(join(folder, name)))
}

function ancestors(from: string): string[] {
  const folders = [from]
  for (let folder = from; dirname(folder) !== folder && !isTop(folder); folder = dirname(folder))
    folders.push(dirname(folder))
  return folders
}

// In a submodule or a second work tree, `.git` is a file.
function isTop(folder: string): boolean {
  return existsSync(join(folder, '.git'))
}
