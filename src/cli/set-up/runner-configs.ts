import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

import type { Project } from '../project.ts'
import { MANIFEST, manifestOf } from './manifest.ts'
import { withoutComments } from './parse-script.ts'
import { readProjectFile, type TextFile } from './project-file.ts'
import { type Runner, type RunnerName } from './runners.ts'

/** Finds the configuration file that a runner reads; undefined where it has none of its own. */
export function findConfig({ root }: Pick<Project, 'root'>, { configs }: Runner): string | undefined {
  return configs.find((name) => existsSync(join(root, name)))
}

/** Reads the configurations of a runner without their comments, `package.json` included where it has a part of it. */
export function configsOf(project: Pick<Project, 'root'>, runner: Runner): readonly TextFile[] {
  const name = findConfig(project, runner)
  const file = name === undefined ? undefined : readProjectFile(project, name)
  const manifest = manifestOf(project)
  const hasPart =
    manifest !== undefined && (manifest.value[runner.name] !== undefined || scriptsOf(project, runner.name).length > 0)
  return [
    ...(file === undefined ? [] : [{ file: file.file, text: withoutComments(file) }]),
    ...(hasPart ? [{ file: MANIFEST, text: manifest.text }] : []),
  ]
}

/**
 * Reads what the configurations of a runner lead to: files that they import, presets, and set-up files. Rewind may be
 * set up there.
 */
export function linkedTexts(project: Pick<Project, 'root'>, configs: readonly TextFile[]): readonly TextFile[] {
  const seen = new Map<string, TextFile>()
  const queue = configs.filter(({ file }) => file !== MANIFEST).map((config) => ({ ...config, depth: 0 }))
  const manifests = configs.filter(({ file }) => file === MANIFEST).map((config) => ({ ...config, depth: DEEPEST }))
  for (const { file, text, depth } of [...queue, ...manifests]) follow(file, text, depth)
  return [...seen.values()]

  function follow(from: string, text: string, depth: number): void {
    for (const name of depth > DEEPEST ? [] : namesIn(text)) {
      const found = resolveText(project, from, name)
      if (found === undefined || seen.has(found.file)) continue
      seen.set(found.file, found)
      follow(found.file, found.text, depth + 1)
    }
  }
}

const DEEPEST = 3
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']
const PRESETS = ['/jest-preset.js', '/jest-preset.cjs', '/jest-preset.mjs', '/jest-preset.json']

// All texts that look like paths: lists of set-up files, imports, presets.
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/['"]((?:<rootDir>|\.{1,2})\/[^'"\n]+)['"]|preset['"]?:\s*['"]([^'"\n]+)['"]/gu)].map(
    ([, path, preset = '']) => path ?? preset,
  )
}

function resolveText(project: Pick<Project, 'root'>, from: string, name: string): TextFile | undefined {
  const isRooted = name.startsWith('<rootDir>/')
  const isPath = isRooted || name.startsWith('.')
  const base = isRooted
    ? name.slice('<rootDir>/'.length)
    : isPath
      ? posix.join(dirname(from), name)
      : `node_modules/${name}`
  const candidates = [...(isPath ? ENDINGS : []), ...PRESETS].map((ending) => `${base}${ending}`)
  for (const candidate of candidates) {
    const found = /\.(?:[cm]?[jt]s|json)$/u.test(candidate) ? readProjectFile(project, candidate) : undefined
    if (found !== undefined) return { file: candidate, text: withoutComments(found) }
  }
  return undefined
}

const PROGRAMS: Partial<Record<RunnerName, RegExp>> = {
  vitest: programOf('vitest'),
  jest: programOf('jest'),
  mocha: programOf('_?mocha'),
  playwright: programOf('playwright'),
  // Whatever is between: other flags, and what they take.
  'node-test': /(?:^|[\s;&|/])(?:node|tsx)(?=\s)[^;&|]*\s--test(?=[\s=]|$)/u,
}

// At the beginning of a command, behind what starts it or sets variables, or by its path.
function programOf(name: string): RegExp {
  const before = String.raw`(?:^|[;&|(]\s*|\b(?:npx|exec|dlx|yarn|pnpm|bunx|run|c8|nyc|dotenv)\s+(?:-\S+\s+)*|\s--\s+|=\S*\s+|\s\S*\/)`
  return new RegExp(String.raw`${before}(?:\S*\/)?${name}(?:\.[cm]?js)?(?=[\s;&|)]|$)`, 'u')
}

/** Gives the scripts of `package.json` that start a runner. */
export function scriptsOf(
  project: Pick<Project, 'root'>,
  name: RunnerName,
): readonly { readonly name: string; readonly words: string }[] {
  const scripts = Object.entries(manifestOf(project)?.scripts ?? {})
  return scripts
    .filter(([, words]) => PROGRAMS[name]?.test(words) === true)
    .map(([script, words]) => ({ name: script, words }))
}
