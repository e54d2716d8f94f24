import { blockWith, type Block } from './blocks.ts'

/** Blocks that a test of their own makes happen; every other block is of a kind that `blocks.test.ts` checks. */
export const SHOWN = {
  greetTest: blockWith('README.md', 'ts', '// test/greet.test.ts'),
  vitestConfig: blockWith('README.md', 'ts', '// vitest.config.ts'),
  jestConfig: blockWith('README.md', 'js', '// jest.config.js'),
  cassette: blockWith('README.md', 'yaml', 'rewind: 2'),
  divergence: blockWith('README.md', 'text', 'has no recorded answer'),
  divergenceInReference: blockWith('docs/reference/matching.md', 'text', 'has no recorded answer'),
  summary: blockWith('docs/reference/report.md', 'text', '1 call replayed'),
  vitestPlugin: blockWith('docs/guide/vitest.md', 'ts', 'rewind/plugin'),
  jestPreset: blockWith('docs/guide/jest.md', 'js', "preset: 'rewind'"),
  script: blockWith('docs/recipes.md', 'ts', 'withCassette'),
  greetAgain: blockWith('docs/recipes.md', 'ts', '// test/greet-again.test.ts'),
} as const satisfies Readonly<Record<string, Block>>
