import type { Outcome } from '../../decide.ts'
import type { TestReport } from '../../report/test-report.ts'
import { setFileScope } from '../../scope/active-scopes.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { startInterception } from '../../scope/interception.ts'
import { escapePattern } from '../../text/patterns/escape-pattern.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath } from '../../text/relative-path.ts'
import { leaveOrSay } from '../report/leave-or-say.ts'
import { testCookie } from '../script/name-test.ts'
import { TestFile } from '../test-file.ts'
import { uniteErrors } from '../unite-errors.ts'
import { failWithEarlier, type RetriedTest } from './retried-test.ts'

/** The parts of Playwright's `TestInfo` that are used. */
interface PlaywrightTest extends RetriedTest {
  /** Absolute path of the test file. */
  readonly file: string
  /** The file, then the names of the suites and of the test. */
  readonly titlePath: readonly string[]
  readonly status?: 'passed' | 'failed' | 'timedOut' | 'skipped' | 'interrupted' | undefined
}

/** The parts of a browser's context that are used. */
interface BrowserContext {
  addCookies(cookies: readonly { readonly name: string; readonly value: string; readonly url: string }[]): Promise<void>
}

type Use<Value> = (value: Value) => Promise<void>

/** What Playwright's `test.extend()` takes. */
interface RewindFixtures {
  readonly rewindFiles: [(none: object, use: Use<void>) => Promise<void>, { scope: 'worker'; auto: true }]
  readonly rewindTest: [
    (needed: { readonly rewindFiles: void }, use: Use<void>, test: PlaywrightTest) => Promise<void>,
    { auto: true },
  ]
  readonly context: (
    needed: { readonly context: BrowserContext; readonly baseURL: string | undefined; readonly rewindTest: void },
    use: Use<BrowserContext>,
  ) => Promise<void>
}

interface FileRun {
  readonly file: TestFile
  readonly tests: { readonly id: string; readonly path: readonly string[] }[]
  readonly reports: TestReport[]
}

/** The test files of this worker. */
const files = new Map<string, FileRun>()

/**
 * Makes the fixtures that tie sessions to the tests of Playwright. Its parameters are destructured: Playwright reads
 * from their text what a fixture needs.
 */
export function createFixtures(): RewindFixtures {
  return {
    // oxlint-disable-next-line no-empty-pattern -- demanded by Playwright
    rewindFiles: [async ({}, use) => runFiles(use), { scope: 'worker', auto: true }],
    // oxlint-disable-next-line no-empty-pattern -- demanded by Playwright
    rewindTest: [async ({}, use, test) => runTest(use, test), { auto: true }],
    context: async ({ context, baseURL }, use) => {
      const urls = baseURL === undefined ? ['http://localhost', 'http://127.0.0.1'] : [baseURL]
      const cookie = testCookie()
      if (cookie.value !== '') await context.addCookies(urls.map((url) => ({ ...cookie, url })))
      await use(context)
    },
  }
}

async function runFiles(use: Use<void>): Promise<void> {
  startInterception({ kind: 'refuse' })
  wrapStarters()
  await use()
  const errors: Error[] = []
  for (const { file, reports: ofTests } of files.values()) {
    const results = await file.close({ isComplete: false })
    const reports = [...ofTests, ...results.map(({ report }) => report)]
    leaveOrSay(reports, { subject: file.name })
    errors.push(...results.flatMap(({ error }) => error ?? []))
  }
  const error = uniteErrors(errors)
  if (error !== undefined) throw error
}

// A worker runs one test after the other; what a test calls in its own process is its as well.
async function runTest(use: Use<void>, test: PlaywrightTest): Promise<void> {
  const { file, tests, reports } = fileOf(test.file)
  const identity = { id: test.testId, path: test.titlePath.slice(1) }
  if (tests.every(({ id }) => id !== identity.id)) tests.push(identity)
  const attempt = file.openAttempt(identity, () => tests)
  setFileScope(attempt)
  await use()
  setFileScope(file.scope)
  const result = await file.closeAttempt(attempt, outcomeOf(test))
  reports.push({ ...result.report, attempt: { test: test.testId, number: test.retry } })
  const error = failWithEarlier(test, result)
  if (error !== undefined) throw error
}

function fileOf(path: string): FileRun {
  const known = files.get(path)
  if (known !== undefined) return known
  const made = {
    file: new TestFile(path, { known: 'after', rerecord: (mode, test) => commandOf({ mode, path, test }) }),
    tests: [],
    reports: [],
  }
  files.set(path, made)
  return made
}

function outcomeOf({ status }: PlaywrightTest): Outcome {
  if (status === 'skipped') return 'skipped'
  return status === 'passed' ? 'passed' : 'failed'
}

// One line. Playwright reads the name as a pattern, of all names from the outermost suite on.
function commandOf({ mode, path, test }: { mode: string; path: string; test: readonly string[] }): string {
  const file = relativePath(process.cwd(), path)
  const name = test.length === 0 ? [] : ['-g', quoteWord(escapePattern(test.join(' ')))]
  return ['npx rewind run --mode', mode, '-- npx playwright test', quoteWord(file), ...name].join(' ')
}
