import { lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

import { runProcess, type Finished } from '../run-process.ts'
import { createVitestProject, type VitestProject } from './vitest-project.ts'

/**
 * A project of its own in a temporary folder, with rewind and Jest installed as from the registry; Vitest is there too.
 */
export interface JestProject extends VitestProject {
  /** Runs the real Jest; CI, keys and REWIND_ variables are unset unless given. */
  jest(parameters?: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Finished>
}

const TOOLS = join(import.meta.dirname, '../../jest/node_modules')
/** The program that runs Jest. */
export const JEST_BIN: string = join(TOOLS, 'jest/bin/jest.js')
const INSTALLED = [
  'jest',
  'jest-environment-jsdom',
  '@happy-dom/jest-environment',
  'babel-jest',
  '@babel/preset-env',
  '@babel/preset-typescript',
  'ts-jest',
  '@swc/jest',
  '@jest/globals',
  // Instead of the main tree's, which ts-jest cannot use.
  'typescript',
] as const
/** The usual configuration: what the README says. */
const JEST_CONFIG = `module.exports = { setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter'] }
`
/** Variables that run a project of ES modules. */
export const ES_MODULES: Readonly<Record<string, string>> = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' }

/**
 * Makes a project of CommonJS modules in a temporary folder; it is removed when the returned object is disposed of.
 *
 * @param files - texts by path
 * @returns the project
 */
export function createJestProject(files: Readonly<Record<string, string>>): JestProject {
  const project = createVitestProject({
    'package.json': '{ "name": "project", "type": "commonjs" }',
    'jest.config.cjs': JEST_CONFIG,
    ...files,
  })
  for (const name of INSTALLED) link(join(project.root, 'node_modules'), name)
  return {
    ...project,
    jest: (parameters = [], variables = {}) =>
      runProcess(process.execPath, [JEST_BIN, ...parameters], { cwd: project.root, variables }),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
}

function link(modules: string, name: string): void {
  const [scope, inScope] = name.split('/')
  if (scope !== undefined && inScope !== undefined) openScopeFolder(join(modules, scope))
  rmSync(join(modules, name), { force: true })
  symlinkSync(join(TOOLS, name), join(modules, name))
}

// A scope that the main tree has too is one link to there: it is replaced by links to what is in it.
function openScopeFolder(folder: string): void {
  const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true
  const target = isLink ? realpathSync(folder) : undefined
  if (isLink) unlinkSync(folder)
  mkdirSync(folder, { recursive: true })
  if (target !== undefined) for (const name of readdirSync(target)) symlinkSync(join(target, name), join(folder, name))
}
