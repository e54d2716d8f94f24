import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { isRecord } from '../../text/is-record.ts'
import { parseJson } from '../../text/parse-json.ts'
import type { Finding } from '../json-reports.ts'
import type { Project } from '../project.ts'

interface Runner {
  readonly name: 'vitest' | 'jest'
  readonly configs: RegExp
  /** What has to stand in its configuration. */
  readonly setUp: RegExp
  readonly reporter: RegExp
  readonly oldest: readonly [major: number, minor: number]
  readonly remedy: string
}

const RUNNERS: readonly Runner[] = [
  {
    name: 'vitest',
    configs: /^(?:vitest|vite)\.config\.[cm]?[jt]s$/u,
    setUp: /rewind\/(?:vitest|plugin)/u,
    reporter: /rewind\/(?:reporter|plugin)/u,
    oldest: [4, 1],
    remedy: "test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] }",
  },
  {
    name: 'jest',
    configs: /^jest\.config\.(?:[cm]?[jt]s|json)$/u,
    setUp: /rewind\/(?:jest-preset|jest)\b(?!-reporter)/u,
    reporter: /rewind\/jest-reporter/u,
    oldest: [30, 0],
    remedy: "setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter']",
  },
]

/** Looks whether a runner is there, new enough, and loads rewind. */
export function checkRunner(project: Project): readonly Finding[] {
  const manifest = readManifest(join(project.root, 'package.json'))
  const installed = RUNNERS.filter(({ name }) => versionOf(project, name) !== undefined)
  if (installed.length === 0) {
    return [
      {
        file: 'package.json',
        kind: 'no-runner',
        message: 'neither Vitest nor Jest is installed here',
        remedy: 'npm install --save-dev vitest',
      },
    ]
  }
  const configured = installed.filter((runner) => configsOf(project, runner, manifest).length > 0)
  const used = configured.length > 0 ? configured : installed
  return used.flatMap((runner) => [...checkVersion(project, runner), ...checkConfig(project, runner, manifest)])
}

function checkVersion(project: Project, { name, oldest }: Runner): readonly Finding[] {
  const version = versionOf(project, name) ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return []
  return [
    {
      file: 'package.json',
      kind: 'old-runner',
      message: `${name} ${version} is too old: rewind needs ${oldest.join('.')} or later`,
      remedy: `npm install --save-dev ${name}@latest`,
    },
  ]
}

function checkConfig(project: Project, runner: Runner, manifest: unknown): readonly Finding[] {
  const configs = configsOf(project, runner, manifest)
  const text = configs.map((config) => config.text).join('\n')
  const file = configs[0]?.file ?? `${runner.name}.config.ts`
  if (!runner.setUp.test(text)) {
    return [
      {
        file,
        kind: 'not-set-up',
        message: `${runner.name} does not load rewind: no call is recorded`,
        remedy: runner.remedy,
      },
    ]
  }
  if (runner.reporter.test(text)) return []
  return [{ file, kind: 'advice', message: 'without its reporter, rewind prints no summary', remedy: runner.remedy }]
}

interface Config {
  readonly file: string
  readonly text: string
}

function configsOf({ root }: Project, { name, configs }: Runner, manifest: unknown): readonly Config[] {
  const own = isRecord(manifest) ? manifest[name] : undefined
  const inManifest = own === undefined ? [] : [{ file: 'package.json', text: JSON.stringify(own) }]
  const names = ['vitest', 'vite', 'jest'].flatMap((base) => ENDINGS.map((ending) => `${base}.config.${ending}`))
  const files = names.filter((file) => configs.test(file) && existsSync(join(root, file)))
  return [...files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })), ...inManifest]
}

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'] as const

function versionOf({ root }: Project, name: string): string | undefined {
  try {
    const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const manifest = readManifest(path)
    return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : undefined
  } catch {
    // Not installed.
    return undefined
  }
}

function readManifest(path: string): unknown {
  return existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined
}
