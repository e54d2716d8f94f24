/** Runners that have their tests recorded. */
export const RUNNER_NAMES = ['vitest', 'jest', 'mocha', 'node-test', 'playwright'] as const
/** One of them. */
export type RunnerName = (typeof RUNNER_NAMES)[number]

/** A runner, and how rewind is set up in it. */
export interface Runner {
  readonly name: RunnerName
  /** As people call it. */
  readonly title: string
  /** Names of its configurations: the first that is there counts. */
  readonly configs: readonly string[]
  /** What has to be in its configuration. */
  readonly setUp: RegExp
  /** What prints the summary; left out where nothing has to be listed for it. */
  readonly reporter?: RegExp
  /** Left out where it is a part of Node.js, or any version does. */
  readonly oldest?: readonly [major: number, minor: number]
  /** What is put into a configuration that says nothing of it yet. */
  readonly lines: string
  /** What is added to a configuration that has such lists. */
  readonly additions: string
}

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const

/** How rewind is set up in each of them. */
export const RUNNERS: Readonly<Record<RunnerName, Runner>> = {
  vitest: {
    name: 'vitest',
    title: 'Vitest',
    configs: ['vitest', 'vite'].flatMap((base) => SCRIPTS.map((ending) => `${base}.config.${ending}`)),
    setUp: /rewind\/(?:vitest|plugin)/u,
    reporter: /rewind\/(?:reporter|plugin)/u,
    oldest: [4, 1],
    lines: "test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] }",
    additions:
      "put 'rewind/vitest' first in test.setupFiles, and 'rewind/reporter' last in test.reporters, behind 'default'",
  },
  jest: {
    name: 'jest',
    title: 'Jest',
    configs: [...SCRIPTS, 'json'].map((ending) => `jest.config.${ending}`),
    setUp: /rewind\/(?:jest-preset|jest)\b(?!-reporter)|preset['"]?:\s*['"]rewind['"]/u,
    reporter: /rewind\/jest-reporter|preset['"]?:\s*['"]rewind['"]/u,
    oldest: [30, 0],
    lines: "setupFilesAfterEnv: ['rewind/jest'], reporters: ['default', 'rewind/jest-reporter']",
    additions:
      "put 'rewind/jest' first in setupFilesAfterEnv, and 'rewind/jest-reporter' last in reporters, behind 'default'",
  },
  mocha: {
    name: 'mocha',
    title: 'Mocha',
    configs: ['cjs', 'js', 'mjs', 'yaml', 'yml', 'jsonc', 'json'].map((ending) => `.mocharc.${ending}`),
    setUp: /rewind\/(?:dist\/)?mocha\b|\brewind run\b/u,
    oldest: [10, 0],
    lines: '"require": ["rewind/mocha"]',
    additions: 'put "rewind/mocha" first in require',
  },
  'node-test': {
    name: 'node-test',
    title: 'node:test',
    configs: [],
    setUp: /--import[= ]['"\\]*(?:rewind\/(?:node-test|register)\b|\S*\/rewind\/dist\/)|\brewind run\b/u,
    lines: 'node --import rewind/node-test --test',
    additions: 'node --import rewind/node-test --test',
  },
  playwright: {
    name: 'playwright',
    title: 'Playwright',
    configs: SCRIPTS.map((ending) => `playwright.config.${ending}`),
    setUp: /\brewind run\b|rewind\/register/u,
    lines: 'npx rewind run -- npx playwright test, with the fixture of rewind/playwright in the tests',
    additions: 'npx rewind run -- npx playwright test, with the fixture of rewind/playwright in the tests',
  },
}

/** Says what is to be put into a configuration by hand: what it has must stay. */
export function remedyFor({ lines, additions }: Runner, text: string): string {
  const hasLists = /\b(?:setupFiles(?:AfterEnv)?|reporters|require)['"]?\s*:/u.test(text)
  const isSpread = /\.\.\.|mergeConfig/u.test(text)
  return hasLists || isSpread ? additions : lines
}
