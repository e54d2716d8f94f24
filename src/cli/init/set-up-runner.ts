import type { Project } from '../project.ts'
import type { RunnerName } from '../set-up/runners.ts'
import { setUpJest } from './set-up-jest.ts'
import { setUpMocha } from './set-up-mocha.ts'
import { setUpNodeTest } from './set-up-node-test.ts'
import { setUpVitest } from './set-up-vitest.ts'
import type { Step } from './step.ts'

/** Runners that `init` can set up. Playwright takes its fixture from the code of its tests. */
export const SET_UP_NAMES = ['vitest', 'jest', 'mocha', 'node-test'] as const
/** One of them. */
export type SetUpName = Exclude<RunnerName, 'playwright'>

/** Sets a runner up: in the configuration that it has, else in a new one. */
export function setUpRunner(project: Project, runner: SetUpName): Step {
  switch (runner) {
    case 'vitest':
      return setUpVitest(project)
    case 'jest':
      return setUpJest(project)
    case 'mocha':
      return setUpMocha(project)
    case 'node-test':
      return setUpNodeTest(project)
    default:
      return runner satisfies never
  }
}
