import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'

import { runProcess, type Finished } from '../run-process.ts'

/** A project of its own in a temporary folder, with rewind installed as from the registry. */
export interface VitestProject extends AsyncDisposable {
  readonly root: string
  /** Runs the real Vitest; CI, keys and REWIND_ variables are unset unless given. */
  vitest(parameters?: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Finished>
  /** Runs a script with Node.js. */
  node(parameters: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Finished>
  read(path: string): string
  write(path: string, text: string): void
  exists(path: string): boolean
  /** Files below a folder, relative to it, with `/`. */
  list(folder: string): readonly string[]
}

const REPOSITORY = join(import.meta.dirname, '../../..')
/** The usual configuration: what the README says. */
const VITEST_CONFIG = `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] } })
`

/**
 * Makes a project in a temporary folder; it is removed when the returned object is disposed of.
 *
 * @param files - texts by path
 * @param options - which Vitest it has
 * @returns the project
 */
export function createVitestProject(
  files: Readonly<Record<string, string>>,
  options: { readonly vitest?: 4 | 5 } = {},
): VitestProject {
  const root = mkdtempSync(join(tmpdir(), 'rewind-test-'))
  const project: VitestProject = {
    root,
    vitest: (parameters = ['run'], variables = {}) =>
      runProcess(process.execPath, [vitestBin(root), ...parameters], { cwd: root, variables }),
    node: (parameters, variables = {}) => runProcess(process.execPath, parameters, { cwd: root, variables }),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    exists: (path) => existsSync(join(root, path)),
    list(folder) {
      if (!existsSync(join(root, folder))) return []
      const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).split(sep).join('/'))
        .toSorted()
    },
    async [Symbol.asyncDispose]() {
      rmSync(root, { recursive: true, force: true })
    },
  }
  installPackages(root, options.vitest ?? 5)
  const given = {
    'package.json': '{ "name": "project", "type": "module" }',
    'vitest.config.ts': VITEST_CONFIG,
    ...files,
  }
  for (const [path, text] of Object.entries(given)) project.write(path, text)
  return project
}

// rewind is copied, as an installation would: a linked package resolves to a folder outside of node_modules and is
// treated otherwise.
function installPackages(root: string, vitest: 4 | 5): void {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, 'rewind'), { recursive: true })
  cpSync(join(REPOSITORY, 'dist'), join(modules, 'rewind/dist'), { recursive: true })
  cpSync(join(REPOSITORY, 'package.json'), join(modules, 'rewind/package.json'))
  const others = readdirSync(join(REPOSITORY, 'node_modules')).filter(
    (name) => !name.startsWith('.') && name !== 'rewind' && name !== 'vitest',
  )
  for (const name of others) symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name))
  symlinkSync(join(REPOSITORY, vitest === 5 ? '' : 'test/vitest-4', 'node_modules/vitest'), join(modules, 'vitest'))
}

function vitestBin(root: string): string {
  return join(root, 'node_modules/vitest/vitest.mjs')
}
