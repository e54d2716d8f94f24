import { readFileSync } from 'node:fs'
import nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'

/** A line that only an ES module has. */
const MODULE_SYNTAX = /^[ \t]*(?:import\b(?!\s*\()|export\b)/m

/** Formats of files in a package of `"type": "commonjs"`, and what they are where they are written as ES modules. */
const MODULE_FORMATS = new Map([
  ['commonjs', 'module'],
  ['commonjs-typescript', 'module-typescript'],
])

/**
 * Loads a module at once, TypeScript as well. A package of `"type": "commonjs"`, which `npm init` writes, may have a
 * configuration in ES syntax all the same: its `.ts` and `.js` files are read as what they are written in.
 *
 * @param path - its absolute path
 * @returns what it exports
 */
export function loadModule(path: string): unknown {
  // Not imported by name: runtimes without it must get as far as to be refused by theirs.
  const hooks = nodeModule.registerHooks({
    load(url, context, nextLoad) {
      const format = MODULE_FORMATS.get(context.format ?? '')
      // Asked once: the hooks that follow keep what they are given.
      return nextLoad(url, format !== undefined && isOwnModule(url) ? { ...context, format } : context)
    },
  })
  try {
    return nodeModule.createRequire(path)(path)
  } finally {
    hooks.deregister()
  }
}

function isOwnModule(url: string): boolean {
  if (!url.startsWith('file:') || url.includes('/node_modules/') || url.endsWith('.cjs')) return false
  return MODULE_SYNTAX.test(readFileSync(fileURLToPath(url), 'utf8'))
}
