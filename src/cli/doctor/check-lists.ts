import type { Project } from '../project.ts'
import { findRunners } from '../set-up/find-runners.ts'
import { lineOf, readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { configsOf } from '../set-up/runner-configs.ts'
import { RUNNERS, type Runner, type RunnerName } from '../set-up/runners.ts'
import { advice, problem, type Problem } from './problem.ts'

/** Something in the text of a configuration that is a mistake. */
interface Mistake {
  readonly runner: RunnerName
  readonly kind: string
  readonly level: 'error' | 'advice'
  readonly pattern: RegExp
  readonly message: string
  readonly remedy: string
}

const MISTAKES: readonly Mistake[] = [
  {
    runner: 'vitest',
    kind: 'wrong-list',
    level: 'error',
    pattern: /globalSetup:[^\]}]*rewind\/vitest/u,
    message: 'rewind/vitest is in globalSetup, which runs outside of the workers: no call is recorded',
    remedy: "setupFiles: ['rewind/vitest']",
  },
  {
    runner: 'jest',
    kind: 'wrong-list',
    level: 'error',
    pattern: /setupFiles['"]?:[^\]}]*rewind\/jest['"]/u,
    message: 'rewind/jest is in setupFiles, which run before there are tests: no call is recorded',
    remedy: "setupFilesAfterEnv: ['rewind/jest']",
  },
  {
    runner: 'vitest',
    kind: 'wrong-runner',
    level: 'error',
    pattern: /rewind\/jest/u,
    message: 'this is the configuration of Vitest, and names what is for Jest',
    remedy: "setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter']",
  },
  {
    runner: 'jest',
    kind: 'wrong-runner',
    level: 'error',
    pattern: /rewind\/(?:vitest|reporter|plugin)['"]/u,
    message: 'this is the configuration of Jest, and names what is for Vitest',
    remedy: "setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter']",
  },
  {
    runner: 'vitest',
    kind: 'set-up-late',
    level: 'advice',
    pattern: /setupFiles:\s*\[\s*['"](?!rewind)[^\]]*rewind\/vitest/u,
    message: 'a set-up file before it may make clients that rewind does not see',
    remedy: "list 'rewind/vitest' first in setupFiles",
  },
  {
    runner: 'vitest',
    kind: 'browser-mode',
    level: 'error',
    pattern: /browser:\s*\{[^}]*enabled:\s*true/u,
    message: "Vitest's browser mode is refused: rewind needs Node.js",
    remedy: 'test what calls models in a project without browser.enabled',
  },
  {
    runner: 'vitest',
    kind: 'ignored-errors',
    level: 'advice',
    pattern: /dangerouslyIgnoreUnhandledErrors:\s*true/u,
    message: 'a call after the end of its test file fails the run with an unhandled error, which this setting ignores',
    remedy: 'delete this line',
  },
  {
    runner: 'jest',
    kind: 'reporter-in-project',
    level: 'error',
    pattern: /projects['"]?:\s*\[[^\]]*\{[^}]*reporters[^}]*rewind\/jest-reporter/u,
    message: 'Jest reads reporters only at the top of its configuration, not in projects',
    remedy: "reporters: ['default', 'rewind/jest-reporter'] beside projects",
  },
]

/** Looks for mistakes in the configuration of a runner, and in the set-up files that it names. */
export function checkLists(project: Project): readonly Problem[] {
  return findRunners(project).flatMap((name) => {
    const runner = RUNNERS[name]
    return configsOf(project, runner).flatMap((config) => [
      ...findMistakes(runner, config),
      ...checkProjects(runner, config),
      ...checkSetUpFiles(project, config),
    ])
  })
}

function findMistakes({ name }: Runner, { file, text }: TextFile): readonly Problem[] {
  const found = MISTAKES.filter(({ runner, pattern }) => runner === name && pattern.test(text))
  return found.map(({ kind, level, pattern, message, remedy }) => {
    const parts = { file, line: lineOf(text, pattern), kind, message, remedy }
    return level === 'error' ? problem(parts) : advice(parts)
  })
}

// Vitest's projects inherit no set-up files, Jest's no options at all.
function checkProjects({ name }: Runner, { file, text }: TextFile): readonly Problem[] {
  const line = lineOf(text, /\bprojects['"]?:/u)
  const projects =
    line === undefined
      ? ''
      : text
          .split('\n')
          .slice(line - 1)
          .join('\n')
  const isCovered = /rewind\/|extends:\s*true/u.test(projects) || text.includes('rewind/plugin')
  if (line === undefined || isCovered || !text.includes('rewind')) return []
  const message = 'projects do not inherit the set-up file: their calls are not recorded'
  const remedy =
    name === 'vitest'
      ? "import { rewind } from 'rewind/plugin', and plugins: [rewind()]"
      : "setupFilesAfterEnv: ['rewind/jest'] in each project"
  return [problem({ file, line, kind: 'projects', message, remedy })]
}

const STUBBED_FETCH = /stubGlobal\(\s*['"]fetch['"]|enableFetchMocks\(|(?:globalThis|global|window)\.fetch\s*=/u

function checkSetUpFiles(project: Project, { text }: TextFile): readonly Problem[] {
  const lists = [...text.matchAll(/setupFiles(?:AfterEnv)?['"]?:\s*(\[[^\]]*\]|['"][^'"]+['"])/gu)]
  const names = lists.flatMap(([, list = '']) => [...list.matchAll(/['"](?:<rootDir>\/)?\.?\/?([^'"]+)['"]/gu)])
  const files = names.flatMap(([, name = '']) => readProjectFile(project, name) ?? [])
  return files
    .filter((file) => STUBBED_FETCH.test(file.text))
    .map((file) =>
      advice({
        file: file.file,
        line: lineOf(file.text, STUBBED_FETCH),
        kind: 'stubbed-fetch',
        message: 'fetch is replaced for every test: rewind does not see calls that use it',
        remedy: 'replace it only in the tests that need it',
      }),
    )
}
