import { messageOf } from '../../errors.ts'
import { checkOptions } from '../../options/check-options.ts'
import { loadConfigFile, findProjectRoot } from '../../options/config/config-file.ts'
import type { RewindRequest } from '../../options/match-request.ts'
import type { RewindOptions } from '../../options/options.ts'
import { createHostMatcher } from '../../providers/host-matcher.ts'
import type { Savings } from '../../report/savings.ts'
import type { TestReport } from '../../report/test-report.ts'
import {
  addOptions,
  baseLayers,
  currentScope,
  keepReport,
  runInScope,
  runningSavings,
} from '../../scope/active-scopes.ts'
import { isOfScript } from '../../scope/inherit/open-when-asked.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { isInstalled, startInterception, stopInterception } from '../../scope/interception.ts'
import { isEcho } from '../../session/explain/failures/echo.ts'
import { hideFields } from '../hide-fields.ts'
import { sayWhatWentLive } from '../report/say-what-went-live.ts'
import { isCollected, leaveReports } from '../report/worker-reports.ts'
import { withoutOwnFrames } from '../without-own-frames.ts'
import { openNamedScope } from './named-scope.ts'
import { noteRunning } from './running-cassettes.ts'

/**
 * Types a configuration: the default export of `rewind.config.ts`.
 *
 * @param options - the options
 * @returns the same options; they are checked when the file is loaded, which knows its lines
 */
export function defineConfig(options: RewindOptions): RewindOptions {
  return options
}

/**
 * Sets options for the code it is called from: in a test for that test, at the top of a test file or in its hooks for
 * that file, in a set-up file for every file.
 *
 * @param options - they add to lists and replace other values of the configuration file
 * @throws {RewindOptionsError} for an unknown key or a bad value, or after the first call of the test
 */
export function configure(options: RewindOptions): void {
  withoutOwnFrames(() => addOptions(checkOptions({ kind: 'call', name: 'configure()' }, options)))
}

/**
 * Starts to intercept the HTTP traffic of this process, for scripts and runners other than Vitest and Jest. Calls are
 * recorded and replayed inside {@link withCassette}, also those of processes and threads that it starts. Harmless when
 * repeated.
 *
 * @param options - options for every cassette of the process, over `rewind.config.*`
 * @throws {RewindOptionsError} when options, environment or configuration file are wrong
 * @throws {RewindError} `REWIND_RUNNER` where this runtime's traffic cannot be intercepted: Bun, Deno
 */
export function install(options: RewindOptions = {}): void {
  if (!isInstalled()) {
    const config = loadConfigFile(findProjectRoot(process.cwd()))
    if (config !== undefined && currentScope() === undefined) setForProcess(config)
  }
  if (Object.keys(options).length > 0) setForProcess(checkOptions({ kind: 'call', name: 'install()' }, options))
  startInterception()
  wrapStarters()
}

/** Stops the interception, and ends the options of {@link install}. Harmless when there is none. */
export function uninstall(): void {
  stopInterception()
  baseLayers.remove(ofProcess)
  ofProcess.clear()
}

/** The options that `install()` added. */
const ofProcess = new Set<RewindOptions>()

function setForProcess(options: RewindOptions): void {
  addOptions(options)
  ofProcess.add(options)
}

/**
 * Runs code in a session of its own, on the cassette of that name, and fails as a test would.
 *
 * @param name - names the cassette: `<cassettes>/<name>.yaml`
 * @param run - the code; calls it makes, also later in its async context, belong to the cassette
 * @param options - options of this session
 * @returns what the code returns
 * @throws {RewindError} after the code, in place of the error that a client made of rewind's answer, and as a warning
 *   where the code threw another one: a divergence, calls left unplayed in `strict`, a cassette that cannot be read or
 *   written
 */
export async function withCassette<Result>(
  name: string,
  run: () => Result | Promise<Result>,
  options: RewindOptions = {},
): Promise<Result> {
  install()
  const outer = currentScope()
  const named = openNamedScope(name, checkOptions({ kind: 'call', name: 'withCassette()' }, options))
  const { scope, reportAsTest } = named
  const noteEnd = noteRunning(name, named.path)
  const outcome = await outcomeOf(() => runInScope(scope, run))
  const { error, report } = await scope.openSession().close(outcome.kind)
  noteEnd()
  scope.endHandOver()
  if (outer === undefined || isOfScript(outer)) {
    keepReport(report)
    leaveReports([reportAsTest(report)])
    if (!isCollected()) sayAtExit(report)
  } else {
    outer.openSession().ledger.include(settle(report))
    // Whatever the code around it makes of what is thrown here.
    if (error !== undefined) outer.openSession().fail(error)
  }
  if (error !== undefined && (outcome.kind === 'passed' || isRefusal(outcome.error, error))) throw hideFields(error)
  if (outcome.kind === 'passed') return outcome.result
  // The caller gets its own error; what was lost or diverged must not go unsaid for it.
  if (error !== undefined) process.emitWarning(error)
  throw outcome.error
}

// What a client makes of rewind's answer, which the error of rewind says in full, or of the end of its connection. It may
// be an error of a sandbox.
function isRefusal(thrown: unknown, error: Error): boolean {
  return isEcho(messageOf(thrown)) || thrown === error || causeOf(thrown) === error
}

// On a cassette of their own, whatever becomes of the test around them.
function settle(report: TestReport): TestReport {
  return { ...report, calls: report.calls.map((call) => ({ ...call, settled: true as const })) }
}

const ofScript: TestReport[] = []

// A script has no reporter: once, when it ends.
function sayAtExit(report: TestReport): void {
  ofScript.push(report)
  if (ofScript.length > 1) return
  process.once('exit', () => sayWhatWentLive(ofScript, { subject: 'this script' }))
}

type Settled<Result> =
  | { readonly kind: 'passed'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown }

async function outcomeOf<Result>(run: () => Result | Promise<Result>): Promise<Settled<Result>> {
  try {
    return { kind: 'passed', result: await run() }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

function causeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'cause' in thrown ? thrown.cause : undefined
}

/**
 * The rule that decides by host which requests are recorded and replayed, for use in a `match` of one's own.
 *
 * @param request - a request
 * @returns whether it goes to a known LLM host
 */
export function defaultMatch(request: RewindRequest): boolean {
  return createHostMatcher([]).find(new URL(request.url)) !== undefined
}

/**
 * Adds up what replay saved so far in this process: in the tests that ended in this worker.
 *
 * @returns running totals
 */
export function savings(): Savings {
  return runningSavings().total()
}
