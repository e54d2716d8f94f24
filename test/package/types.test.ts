import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { runProcess } from '../helpers/run-process.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const COMPILERS = {
  '5.9': join(REPOSITORY, 'test/jest/node_modules/typescript/bin/tsc'),
  '7': join(REPOSITORY, 'node_modules/typescript/bin/tsc'),
} as const

/** What a user writes: every kind of export, as a value and as a type. */
const USE = `import { configure, DEFAULT_LLM_HOSTS, defaultMatch, defineConfig, install, isInstalled, normalize, RewindError,
  RewindReplayDivergenceError, savings, testCookie, testHeaders, uninstall, withCassette } from 'rewind'
import type { HostRule, Mode, ReplaceRule, RewindErrorCode, RewindOptions, RewindRequest, RunReport, Savings } from 'rewind'

const mode: Mode = 'update'
const hosts: readonly HostRule[] = [{ host: 'localhost:11434', provider: 'ollama' }]
const rules: readonly ReplaceRule[] = [normalize.isoTime, { pattern: /a/, as: 'b' }]
export const options: RewindOptions = defineConfig({ mode, hosts, normalize: rules, maxSpend: undefined, timing: 10 })
export const match = (request: RewindRequest): boolean => defaultMatch(request)
export const totals: Savings = savings()
export const report = (run: RunReport): number => run.calls.replayed
export const codeOf = (error: unknown): RewindErrorCode | undefined => (error instanceof RewindError ? error.code : undefined)
export const pathsOf = (error: RewindReplayDivergenceError): string[] => error.differences.map(({ path }) => path)
export const headers: Record<string, string> = testHeaders()
export const cookie: string = testCookie().value
export const known: readonly string[] = DEFAULT_LLM_HOSTS
install()
configure(options)
export const result: Promise<number> = withCassette('name', () => 1)
if (isInstalled()) uninstall()

// @ts-expect-error -- a wrong value
defineConfig({ mode: 'recrod' })
// @ts-expect-error -- an unknown option
defineConfig({ cassete: 'x' })
`
/** The modules that set runners up, which are only loaded. */
const ENTRIES = [
  'jest',
  'jest-preset',
  'jest-reporter',
  'mocha',
  'node-test',
  'playwright',
  'plugin',
  'register',
  'reporter',
  'vitest',
]

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'rewind-types-'))
  const packed = await runProcess('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', root], {
    cwd: REPOSITORY,
    variables: {},
  })
  expect(packed.exitCode, packed.output).toBe(0)
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? ''
  const installed = join(root, 'node_modules/rewind')
  mkdirSync(installed, { recursive: true })
  const unpacked = await runProcess('tar', ['-xzf', join(root, tarball), '-C', installed, '--strip-components=1'], {
    cwd: root,
    variables: {},
  })
  expect(unpacked.exitCode, unpacked.output).toBe(0)
  for (const name of ['vitest', '@types/node', 'undici-types']) {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true })
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(root, 'node_modules', name))
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Compiles one file of a project; gives what the compiler says. */
async function compile(
  compiler: keyof typeof COMPILERS,
  options: Readonly<Record<string, unknown>>,
  text: string,
): Promise<string> {
  const project = mkdtempSync(join(root, 'project-'))
  const compilerOptions = { strict: true, noEmit: true, target: 'es2022', lib: ['es2022'], types: [], ...options }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
  writeFileSync(join(project, 'use.ts'), text)
  const { output, exitCode } = await runProcess(process.execPath, [COMPILERS[compiler], '-p', project], {
    cwd: project,
    variables: {},
  })
  return exitCode === 0 ? 'compiled' : output
}

const RESOLUTIONS = [
  ['5.9', { module: 'commonjs', moduleResolution: 'node10' }],
  ['5.9', { module: 'node16', moduleResolution: 'node16' }],
  ['5.9', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['5.9', { module: 'esnext', moduleResolution: 'bundler' }],
  ['7', { module: 'node16', moduleResolution: 'node16' }],
  ['7', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['7', { module: 'esnext', moduleResolution: 'bundler' }],
] as const

describe('the types of the packed package', () => {
  test.each(RESOLUTIONS)(
    'resolve in TypeScript %s under %o, checked themselves, without DOM',
    async (compiler, options) => {
      expect(await compile(compiler, { ...options, skipLibCheck: false }, USE)).toBe('compiled')
    },
  )

  test.each(RESOLUTIONS)('resolve for every entry in TypeScript %s under %o', async (compiler, options) => {
    // Some are ES modules only, which a CommonJS module imports in this way.
    const text = ENTRIES.map((name, index) => `export const entry${index} = import('rewind/${name}')\n`).join('')
    expect(await compile(compiler, { ...options, skipLibCheck: true }, text)).toBe('compiled')
  })

  test('show classes by the names that users write', async () => {
    const text = `import { RewindSecretError } from 'rewind'\nexport const wrong: number = new RewindSecretError({ summary: '', remedy: '', cassette: '', places: [] })`
    const options = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false }
    expect(await compile('7', options, text)).toContain("Type 'RewindSecretError' is not assignable to type 'number'")
  })
})
