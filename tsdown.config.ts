import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'

import { defineConfig, type Rolldown, type UserConfig } from 'tsdown'

import { viewerTemplate } from './tsdown.viewer.ts'

const shared: UserConfig = {
  platform: 'node',
  target: 'node22',
  dts: true,
  fixedExtension: false,
  // Whoever sets up a clone would read these first, and can do nothing about them.
  inputOptions: { checks: { pluginTimings: false, ineffectiveDynamicImport: false, commonJsVariableInEsm: false } },
}

/** What is derived from the catalogue of providers and from the shapes of tokens. */
const EVALUATED = ['/src/providers/set-up-table.ts', '/src/redact/find/token-probes.ts']

/** Evaluates modules whose values are plain data, so that the bundles hold these alone. */
const evaluated: Rolldown.Plugin = {
  name: 'evaluated',
  async load(id) {
    if (!EVALUATED.some((path) => id.endsWith(path))) return undefined
    const values: Record<string, unknown> = await import(id)
    return Object.entries(values)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      .join('\n')
  },
}

/** Keeps all that an entry is made of in one file, whatever else shares it: every file that is loaded costs each test. */
function chunkOf(entry: string, name: string): (id: string, graph: Graph) => string | null {
  return (id, graph) => {
    const reached = new Set<string>()
    const follow = (module: string): void => {
      if (reached.has(module)) return
      reached.add(module)
      for (const imported of graph.getModuleInfo(module)?.importedIds ?? []) follow(imported)
    }
    follow(entry)
    return reached.has(id) && id !== entry ? name : null
  }
}

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

const ENGINE = join(import.meta.dirname, 'src/bundles/engine.ts')
const CALLS = join(import.meta.dirname, 'src/bundles/calls.ts')

export default defineConfig([
  // The engine, and what it loads with the first call. Apart from the other entries, without comments and white space:
  // every file and every 10 kB that is loaded at set-up takes a third of a millisecond of each test file. The names of
  // functions and classes stay, for stacks and errors.
  {
    ...shared,
    entry: {
      engine: 'src/bundles/engine.ts',
      calls: 'src/bundles/calls.ts',
      'node-test': 'src/node-test.ts',
      mocha: 'src/mocha.ts',
      register: 'src/register.ts',
      playwright: 'src/playwright.ts',
      finish: 'src/finish.ts',
    },
    dts: false,
    format: 'esm',
    outputOptions: {
      codeSplitting: {
        groups: [
          { name: chunkOf(ENGINE, 'shared'), debugName: 'shared', priority: 2 },
          { name: chunkOf(CALLS, 'answering'), debugName: 'answering', priority: 1 },
        ],
      },
    },
    plugins: [evaluated],
    clean: true,
    // Finding the package of one small file would take another millisecond.
    deps: { alwaysBundle: ['ci-info'] },
    minify: {
      codegen: { removeWhitespace: true },
      compress: { keepNames: { function: true, class: true } },
      mangle: { keepNames: { function: true, class: true } },
    },
    banner: '/*! with ci-info: see ci-info.LICENSE */',
    copy: [{ from: 'node_modules/ci-info/LICENSE', to: 'dist', rename: 'ci-info.LICENSE' }],
  },
  { ...shared, entry: ['src/vitest.ts'], format: 'esm', clean: false },
  // What is part of the engine's bundles above: its types only.
  {
    ...shared,
    entry: ['src/node-test.ts', 'src/mocha.ts', 'src/register.ts', 'src/playwright.ts'],
    dts: { emitDtsOnly: true },
    format: 'esm',
    clean: false,
  },
  {
    ...shared,
    entry: ['src/plugin.ts', 'src/reporter.ts', 'src/jest-reporter.ts'],
    format: 'esm',
    clean: false,
  },
  // The page of the viewer: data of the package, which only those load that make a page.
  {
    entry: { viewer: 'src/view/page/page.tsx' },
    tsconfig: 'src/view/page/tsconfig.json',
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    dts: false,
    minify: true,
    clean: false,
    deps: { alwaysBundle: /./ },
    plugins: [viewerTemplate],
  },
  { ...shared, entry: ['src/cli.ts'], dts: false, format: 'esm', clean: false },
  // Written apart from its types: those of values that are taken out of the loaded engine have made-up names.
  { ...shared, entry: ['src/index.ts'], dts: false, format: ['esm', 'cjs'], clean: false },
  {
    ...shared,
    entry: { index: 'src/bundles/library.ts' },
    dts: { emitDtsOnly: true },
    // Not cjs as well: that writes a second dist/index.cjs, with an engine of its own in it.
    format: 'esm',
    clean: false,
    hooks: { 'build:done': () => copyFile('dist/index.d.ts', 'dist/index.d.cts') },
  },
  // What Jest evaluates in its sandbox, where it cannot require ES modules: these load the engine above by themselves.
  {
    ...shared,
    entry: ['src/jest.cts', 'src/jest-preset.cts'],
    format: 'cjs',
    clean: false,
    deps: { neverBundle: ['@jest/globals'] },
  },
])
