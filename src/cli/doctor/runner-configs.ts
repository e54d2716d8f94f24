import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { isRecord } from '../../text/is-record.ts'
import { parseJson } from '../../text/parse-json.ts'
import type { Project } from '../project.ts'
import { readProjectFile, type TextFile } from './problem.ts'

/** A runner, and how rewind is set up in it. */
export interface Runner {
  readonly name: 'vitest' | 'jest'
  readonly configs: readonly string[]
  /** What has to be in its configuration. */
  readonly setUp: RegExp
  readonly reporter: RegExp
  readonly oldest: readonly [major: number, minor: number]
  readonly remedy: string
}

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const

const RUNNERS: readonly Runner[] = [
  {
    name: 'vitest',
    configs: ['vitest', 'vite'].flatMap((base) => SCRIPTS.map((ending) => `${base}.config.${ending}`)),
    setUp: /rewind\/(?:vitest|plugin)/u,
    reporter: /rewind\/(?:reporter|plugin)/u,
    oldest: [4, 1],
    remedy: "test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] }",
  },
  {
    name: 'jest',
    configs: [...SCRIPTS, 'json'].map((ending) => `jest.config.${ending}`),
    setUp: /rewind\/(?:jest-preset|jest)\b(?!-reporter)|preset['"]?:\s*['"]rewind['"]/u,
    reporter: /rewind\/jest-reporter|preset['"]?:\s*['"]rewind['"]/u,
    oldest: [30, 0],
    remedy: "setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter']",
  },
]

/** Finds the runners that are used: those with a configuration, else those that are installed. */
export function usedRunners(project: Project): readonly Runner[] {
  const installed = RUNNERS.filter(({ name }) => versionOf(project, name) !== undefined)
  const configured = installed.filter((runner) => configsOf(project, runner).length > 0)
  return configured.length > 0 ? configured : installed
}

/** Reads the configurations of a runner, the part of `package.json` included. */
export function configsOf(project: Project, { name, configs }: Runner): readonly TextFile[] {
  const files = configs.flatMap((file) => readProjectFile(project, file) ?? [])
  const manifest = readProjectFile(project, 'package.json')
  const value = manifest === undefined ? undefined : parseJson(manifest.text)
  return manifest !== undefined && isRecord(value) && value[name] !== undefined ? [...files, manifest] : files
}

/** Reads the version of an installed package; undefined where it is not installed. */
export function versionOf({ root }: Project, name: string): string | undefined {
  try {
    const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const manifest = parseJson(readFileSync(path, 'utf8'))
    return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : undefined
  } catch {
    // Not installed.
    return undefined
  }
}
