import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath } from '../../text/relative-path.ts'
import { textOption, type CommandInput } from '../command.ts'
import type { Project } from '../project.ts'
import { findRunners, findWorkspace } from '../set-up/find-runners.ts'
import { MANIFEST, readManifest } from '../set-up/manifest.ts'
import { RUNNERS } from '../set-up/runners.ts'
import { RewindUsageError } from '../usage-error.ts'
import { SET_UP_NAMES, type SetUpName } from './set-up-runner.ts'

/**
 * Chooses the runners to set up: the one of `--runner`, else those that the project uses.
 *
 * @throws {RewindUsageError} when package.json cannot be read, there is no such runner, or none can be found
 */
export function chooseRunners(input: CommandInput): readonly SetUpName[] {
  const { project } = input
  const state = readManifest(project)
  if (state.kind === 'broken') {
    throw new RewindUsageError({
      summary: `${MANIFEST}:${state.line} is not JSON: ${state.why}`,
      remedy: 'correct it, and run npx rewind init again',
    })
  }
  const name = textOption(input, 'runner')
  const chosen = SET_UP_NAMES.filter((one) => one === name)
  if (chosen.length > 0) return chosen
  if (name !== undefined) {
    const nearest = nearestWord(name, SET_UP_NAMES)
    throw new RewindUsageError({
      summary: `--runner takes vitest, jest, mocha or node-test, but is ${JSON.stringify(name)}${didYouMean(nearest)}`,
      remedy: `npx rewind init --runner ${nearest ?? 'vitest'}`,
    })
  }
  const found = findRunners(project)
  const known = SET_UP_NAMES.filter((one) => found.includes(one))
  if (known.length > 0) return known
  throw found.includes('playwright') ? explainPlaywright() : explainNoRunner(project)
}

function explainPlaywright(): RewindUsageError {
  return new RewindUsageError({
    summary: 'Playwright is set up in the code of its tests, with the fixture of rewind/playwright',
    remedy: `test = base.extend(rewind), and ${RUNNERS.playwright.lines}`,
  })
}

function explainNoRunner(project: Project): RewindUsageError {
  const workspace = findWorkspace(project)
  if (workspace !== undefined) {
    const folder = relativePath(project.root, workspace)
    return new RewindUsageError({
      summary: `the tests of this package are run from ${folder}, which has the runner`,
      remedy: `cd ${quoteWord(folder)} && npx rewind init`,
    })
  }
  return new RewindUsageError({
    summary: 'package.json names neither Vitest, Jest, Mocha nor node:test, and there is no configuration of them',
    remedy: 'npm install --save-dev vitest, or name one: npx rewind init --runner node-test',
  })
}
