import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { isRecord } from '../../text/is-record.ts'
import { parseJson } from '../../text/parse-json.ts'
import type { Project } from '../project.ts'
import { editConfig, hasField, type ListEntry } from './edit-config.ts'
import type { Change, Step } from './step.ts'

/** A runner that rewind is set up in. */
export type RunnerName = 'vitest' | 'jest'

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const
const WHAT = 'rewind, and its reporter'

const VITEST_LISTS: readonly ListEntry[] = [
  { path: ['test', 'setupFiles'], add: "'rewind/vitest'", at: 'start' },
  { path: ['test', 'reporters'], add: "'rewind/reporter'", at: 'end', beside: ["'default'"] },
]
const JEST_LISTS: readonly ListEntry[] = [
  { path: ['setupFilesAfterEnv'], add: "'rewind/jest'", at: 'start' },
  { path: ['reporters'], add: "'rewind/jest-reporter'", at: 'end', beside: ["'default'"] },
]
const VITEST_REMEDY = "test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] }"
const JEST_REMEDY = "setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter']"

/** Sets a runner up: in the configuration that it has, else in a new one. */
export async function setUpRunner(project: Project, runner: RunnerName): Promise<Step> {
  return runner === 'vitest' ? await setUpVitest(project) : await setUpJest(project)
}

/** Finds the runners that a project uses: those with a configuration, else those that it depends on. */
export function findRunners({ root }: Project): readonly RunnerName[] {
  const manifest = readManifest(root)
  const configured: readonly RunnerName[] = [
    ...(findConfig(root, ['vitest']) === undefined ? [] : (['vitest'] as const)),
    ...(findConfig(root, ['jest'], ['json']) === undefined && manifest?.['jest'] === undefined
      ? []
      : (['jest'] as const)),
  ]
  if (configured.length > 0) return configured
  const named = ['dependencies', 'devDependencies'].flatMap((field) => {
    const packages = manifest?.[field]
    return isRecord(packages) ? Object.keys(packages) : []
  })
  return (['vitest', 'jest'] as const).filter((runner) => named.includes(runner))
}

async function setUpVitest({ root }: Project): Promise<Step> {
  const file = findConfig(root, ['vitest', 'vite'])
  if (file === undefined) {
    const content = `import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({ ${VITEST_REMEDY} })\n`
    return { file: 'vitest.config.ts', what: WHAT, change: { kind: 'write', content, isNew: true } }
  }
  const text = readFileSync(join(root, file), 'utf8')
  if (text.includes('rewind/plugin')) return { file, what: WHAT, change: { kind: 'same' } }
  // Projects do not inherit set-up files; the plugin adds them to each.
  const isWorkspace = await hasField(text, ['test', 'projects'])
  return {
    file,
    what: WHAT,
    change: isWorkspace ? await addPlugin(text) : await addLists(text, VITEST_LISTS, VITEST_REMEDY),
  }
}

async function addPlugin(text: string): Promise<Change> {
  const edit = await editConfig(text, [{ path: ['plugins'], add: 'rewind()', at: 'start' }])
  const remedy = "import { rewind } from 'rewind/plugin', and plugins: [rewind()]"
  if (edit.kind === 'unclear') return { kind: 'by-hand', why: edit.why, remedy }
  return { kind: 'write', content: `import { rewind } from 'rewind/plugin'\n${edit.text}`, isNew: false }
}

async function setUpJest({ root }: Project): Promise<Step> {
  const file = findConfig(root, ['jest'], ['json'])
  const manifest = readManifest(root)
  if (file === undefined && isRecord(manifest?.['jest'])) {
    return { file: 'package.json', what: WHAT, change: editJson(readText(root, 'package.json'), 'jest') }
  }
  if (file === undefined) {
    const isModule = manifest?.['type'] === 'module'
    const content = `${isModule ? 'export default' : 'module.exports ='} { ${JEST_REMEDY} }\n`
    return { file: 'jest.config.js', what: WHAT, change: { kind: 'write', content, isNew: true } }
  }
  const text = readText(root, file)
  if (file.endsWith('.json')) return { file, what: WHAT, change: editJson(text, undefined) }
  if (await hasField(text, ['projects'])) {
    const remedy = `in each project: setupFilesAfterEnv: ['rewind/jest']; at the top: reporters: ['default', 'rewind/jest-reporter']`
    const isDone = text.includes('rewind/jest')
    return { file, what: WHAT, change: isDone ? { kind: 'same' } : { kind: 'by-hand', why: 'it has projects', remedy } }
  }
  if (/preset:\s*['"]rewind['"]/u.test(text)) return { file, what: WHAT, change: { kind: 'same' } }
  return { file, what: WHAT, change: await addLists(text, JEST_LISTS, JEST_REMEDY) }
}

async function addLists(text: string, lists: readonly ListEntry[], remedy: string): Promise<Change> {
  const edit = await editConfig(text, lists)
  if (edit.kind === 'unclear') return { kind: 'by-hand', why: edit.why, remedy }
  return edit.text === text ? { kind: 'same' } : { kind: 'write', content: edit.text, isNew: false }
}

// With the indentation that it has.
function editJson(text: string, field: string | undefined): Change {
  const value = parseJson(text)
  const options = field === undefined || !isRecord(value) ? value : value[field]
  if (!isRecord(value) || !isRecord(options))
    return { kind: 'by-hand', why: 'it is no JSON object', remedy: JEST_REMEDY }
  const edited = {
    ...options,
    setupFilesAfterEnv: withEntry(options['setupFilesAfterEnv'], 'rewind/jest', []),
    reporters: withEntry(options['reporters'], 'rewind/jest-reporter', ['default']),
  }
  const whole = field === undefined ? edited : { ...value, [field]: edited }
  const indent = /^\s*\{\r?\n([ \t]+)/u.exec(text)?.[1] ?? '  '
  const content = `${JSON.stringify(whole, undefined, indent)}\n`
  return JSON.stringify(whole) === JSON.stringify(value) ? { kind: 'same' } : { kind: 'write', content, isNew: false }
}

function withEntry(list: unknown, entry: string, beside: readonly string[]): readonly unknown[] {
  const known: readonly unknown[] = Array.isArray(list) ? list : beside
  const isThere = known.some((one) => one === entry || (Array.isArray(one) && one[0] === entry))
  return isThere ? known : [...known, entry]
}

function findConfig(root: string, bases: readonly string[], more: readonly string[] = []): string | undefined {
  const names = bases.flatMap((base) => [...SCRIPTS, ...more].map((ending) => `${base}.config.${ending}`))
  return names.find((name) => existsSync(join(root, name)))
}

function readManifest(root: string): Readonly<Record<string, unknown>> | undefined {
  const value = existsSync(join(root, 'package.json')) ? parseJson(readText(root, 'package.json')) : undefined
  return isRecord(value) ? value : undefined
}

function readText(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
