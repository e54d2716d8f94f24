import { createJestProject, type JestProject } from '../../helpers/jest-project.ts'
import { ASK_COMMONJS, ASK_ES_MODULE } from '../../helpers/jest-suites.ts'
import type { Finished } from '../../helpers/run-process.ts'
import { SERVER_CONFIG } from '../../helpers/suites.ts'

/** A runner whose real process runs a suite that is written once. */
export interface Runner {
  readonly name: string
  /** What a test file begins with: `ask`, `stream`, `flaky` and the runner's own functions. */
  readonly prelude: string
  readonly run: (
    project: JestProject,
    variables: Readonly<Record<string, string>>,
    parameters?: readonly string[],
  ) => Promise<Finished>
}

const STREAM = `
async function stream(content) {
  const pieces = []
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content }] })
  for await (const chunk of answer) pieces.push(chunk.choices[0]?.delta.content ?? '')
  return pieces
}
`

/** Vitest, with ES modules. */
export const VITEST: Runner = {
  name: 'Vitest',
  prelude: `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'\n${ASK_ES_MODULE}${STREAM}const flaky = (name, retry, run) => test(name, { retry }, run)\n`,
  run: (project, variables, parameters = []) => project.vitest(['run', ...parameters], variables),
}

/** Jest, with CommonJS. */
export const JEST: Runner = {
  name: 'Jest',
  prelude: `${ASK_COMMONJS}${STREAM}const flaky = (name, retry, run) => { jest.retryTimes(retry); test(name, run) }\n`,
  run: (project, variables, parameters = []) => project.jest(parameters, variables),
}

/** The path of the test file, whatever runs it. */
export const TEST_FILE = 'test/a.test.js'

/**
 * Makes a project with one test file.
 *
 * @param runner - what runs it
 * @param body - the file, below the prelude
 * @returns the project
 */
export function projectFor(runner: Runner, body: string): JestProject {
  return createJestProject({ 'rewind.config.ts': SERVER_CONFIG, [TEST_FILE]: runner.prelude + body })
}
