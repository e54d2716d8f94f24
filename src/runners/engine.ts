import { AsyncLocalStorage } from 'node:async_hooks'

import { isCI } from 'ci-info'

import { decide, needsNoKeys } from '../decide.ts'
import { internalError, RewindError } from '../errors.ts'
import { intercept, type Answer, type InterceptedRequest, type Interception } from '../http/intercept.ts'
import type { PlainRequest } from '../http/plain-request.ts'
import type { RecordedAnswer } from '../http/short-way.ts'
import { loadCalls } from '../load-calls.ts'
import type { ResolvedOptions } from '../options.ts'
import { refusalResponse } from '../refusal.ts'
import { resolveOptions, type OptionsLayer } from '../resolve-options.ts'
import { createHostMatcher, type HostMatcher } from '../providers/host-matcher.ts'
import { clearPlaceholderKeys, setPlaceholderKeys } from '../providers/key-variables.ts'
import { looksLikeLlmApi } from '../providers/looks-like-llm-api.ts'
import { createSavings, type RunningSavings } from '../report/savings.ts'
import type { TestReport } from '../report/test-report.ts'
import type { Scope, ScopeEnvironment } from './scope.ts'

/**
 * The active sessions of this process, and the interception that feeds them. The only module state of the package:
 * runner entries load this module natively, so that every realm and every test file of a worker shares it.
 */
const scopes = new AsyncLocalStorage<Scope>()
const state: {
  interception: Interception | undefined
  /** The test file that runs now: owner of what no async context reaches. */
  file: Scope | undefined
  /** Layers from `configure()` before any file began, and from `install()`. */
  base: readonly OptionsLayer[]
  /** Of every scope that ended in this process. */
  readonly savings: RunningSavings
  isEveryHostCandidate: boolean
  /** What becomes of calls outside of every scope. */
  outside: 'refuse' | 'pass'
} = { interception: undefined, file: undefined, base: [], savings: createSavings(), isEveryHostCandidate: false, outside: 'refuse' }

/** Every host rule that was in force in this process, by its spelling. */
const matchers = new Map([[JSON.stringify([]), createHostMatcher([])]])

/** The process as options see it. */
export const environment: ScopeEnvironment = { variables: process.env, isCI }

/**
 * Starts the interception of this process. Harmless when repeated.
 *
 * @param outside - what becomes of calls outside of every scope: a worker that also runs test files without rewind lets them pass
 */
export function startInterception(outside: 'refuse' | 'pass' = state.outside): void {
  state.outside = outside
  state.interception ??= intercept({
    load: loadCalls,
    // Scopes run side by side: a connection is looked at when any of them wants it, and its requests are decided by their own.
    isCandidateHost: (host, port) => matchers.values().some((matcher) => matcher.hasHost(host, port)),
    isEveryHostCandidate: () => state.isEveryHostCandidate,
    context: currentScope,
    expect: (context) => (isScope(context) && decide(context.options().mode, undefined).kind !== 'pass' ? context.session.expect() : () => {}),
    onOther: (url, method, context) => {
      if (looksLikeLlmApi(url, method) && isScope(context)) context.session.ledger.noteUnmatched(url.host)
    },
    onBypassed: (url, { context, stack }) => {
      if (isScope(context)) context.session.noteBypassed(url, stack)
    },
    replay,
    answer,
    onError: (error) => answerDefect(error, currentScope()),
    refuseHttp2: (host) => refuseHttp2(host, currentScope()),
    refuseOtherProtocol,
  })
}

/**
 * Lets the code of a sandbox, which has a `fetch` of its own, be answered as fast as that of the process.
 *
 * @param sandbox - its `globalThis`
 */
export function interceptSandbox(sandbox: object): void {
  state.interception?.openShortWay(sandbox)
}

/**
 * Ends the interception. Harmless when there is none.
 */
export function stopInterception(): void {
  state.interception?.stop()
  state.interception = undefined
  clearPlaceholderKeys(process.env)
}

/**
 * Tells whether the traffic of this process is intercepted.
 *
 * @returns whether it is
 */
export function isInstalled(): boolean {
  return state.interception !== undefined
}

/**
 * Finds the scope that code belongs to.
 *
 * @returns the scope of the async context, else that of the test file that runs; undefined outside both
 */
export function currentScope(): Scope | undefined {
  return scopes.getStore() ?? state.file
}

/**
 * Runs code in a scope.
 *
 * @param scope - its scope
 * @param run - the code
 * @returns what it returns
 */
export function runInScope<Result>(scope: Scope, run: () => Result): Result {
  adopt(scope.options(), scope.environment)
  return scopes.run(scope, run)
}

/**
 * Makes a scope the one of the test file that runs now.
 *
 * @param scope - the file's scope, or undefined when the file has ended
 */
export function setFileScope(scope: Scope | undefined): void {
  state.file = scope
  if (scope !== undefined) adopt(scope.options(), scope.environment)
}

/**
 * Gives the layers that hold for every scope.
 *
 * @returns the layers, the same array until one is added
 */
export function baseLayers(): readonly OptionsLayer[] {
  return state.base
}

/**
 * Adds options to the scope of the caller.
 *
 * @param layer - checked options
 * @throws {RewindOptionsError} when the scope already made a request under other options
 */
export function addLayer(layer: OptionsLayer): void {
  const scope = currentScope()
  if (scope === undefined) {
    state.base = [...state.base, layer]
    adopt(resolveOptions(state.base, environment), environment)
    return
  }
  scope.configure(layer)
  adopt(scope.options(), scope.environment)
}

/**
 * Keeps account of a scope that ended.
 *
 * @param report - what it came to
 * @param superseded - the report of an earlier attempt, which it takes the place of
 */
export function keepReport(report: TestReport, superseded?: TestReport): void {
  if (superseded !== undefined) state.savings.remove(superseded)
  state.savings.add(report)
}

/**
 * Gives the totals of all scopes that ended in this process.
 *
 * @returns the totals
 */
export function runningSavings(): Pick<RunningSavings, 'total'> {
  return state.savings
}

// Lets options reach what is decided before a request is known: which connections are looked at, which keys exist.
function adopt(options: ResolvedOptions, { variables }: ScopeEnvironment): void {
  matcherOf(options)
  if (options.match !== undefined) state.isEveryHostCandidate = true
  if (options.placeholderKeys && needsNoKeys(options.mode)) setPlaceholderKeys(variables)
}

function matcherOf({ hosts }: ResolvedOptions): HostMatcher {
  const spelling = JSON.stringify(hosts)
  const known = matchers.get(spelling)
  if (known !== undefined) return known
  const matcher = createHostMatcher(hosts)
  matchers.set(spelling, matcher)
  return matcher
}

function replay(request: PlainRequest): RecordedAnswer | undefined {
  const scope = currentScope()
  const options = scope?.options()
  // A match() of the user's is asked once, where every request can be.
  if (scope === undefined || options === undefined || options.match !== undefined || decide(options.mode, true).kind !== 'replay') return undefined
  const provider = matcherOf(options).find(request.url)?.provider
  return provider === undefined ? undefined : scope.session.replay(request, provider)
}

async function answer(request: InterceptedRequest): Promise<Answer> {
  const scope = isScope(request.origin.context) ? request.origin.context : currentScope()
  const options = scope?.options() ?? resolveOptions(state.base, environment)
  if (decide(options.mode, undefined).kind === 'pass') {
    notePassed(request, options, scope)
    return { kind: 'pass' }
  }
  const provider = await findProvider(request, options).catch((error: unknown) => error)
  if (provider === undefined) return { kind: 'pass' }
  if (typeof provider !== 'string') return { kind: 'respond', response: answerDefect(provider, scope) }
  if (scope !== undefined) return scope.session.handle(request, provider)
  return state.outside === 'pass' ? { kind: 'pass' } : refuseWithoutScope(request, provider)
}

// Its body stays untouched, so that a match() of the user's is not asked.
function notePassed({ method, url }: InterceptedRequest, options: ResolvedOptions, scope: Scope | undefined): void {
  const provider = matcherOf(options).find(url)?.provider
  if (provider !== undefined && looksLikeLlmApi(url, method)) scope?.session.ledger.noteUnread(provider)
}

// Undefined where the request is none of ours.
async function findProvider(request: InterceptedRequest, options: ResolvedOptions): Promise<string | undefined> {
  const provider = matcherOf(options).find(request.url)?.provider
  if (options.match === undefined) return provider
  return (await loadCalls().applyMatch(options.match, request)) ? (provider ?? 'unknown') : undefined
}

function refuseWithoutScope(request: InterceptedRequest, provider: string): Answer {
  const error = new RewindError('REWIND_NO_SESSION', {
    summary: `${request.method} ${request.url.origin}${request.url.pathname} was made outside every test and withCassette()`,
    remedy: "make the call inside withCassette('a name', async () => { … }), or set mode: 'off'",
  })
  return { kind: 'respond', response: refusalResponse(provider, error) }
}

function refuseOtherProtocol(host: string): Error {
  const error = new RewindError('REWIND_BYPASSED', {
    summary: `a connection to ${host} does not speak HTTP/1.1, so it cannot be recorded or replayed`,
    remedy: `use a client that speaks HTTP/1.1, or set mode: 'off' for this test`,
  })
  currentScope()?.session.fail(error)
  return error
}

function refuseHttp2(host: string, scope: Scope | undefined): Error | undefined {
  if (scope === undefined && state.outside === 'pass') return undefined
  const options = scope?.options() ?? resolveOptions(state.base, environment)
  if (decide(options.mode, undefined).kind === 'pass') return undefined
  const error = new RewindError('REWIND_HTTP2', {
    summary: `an HTTP/2 connection to ${host} cannot be recorded or replayed`,
    details: ['  cause     only HTTP/1.1 is intercepted; the default handler of @aws-sdk/client-bedrock-runtime is HTTP/2'],
    remedy: "give the client an HTTP/1.1 handler: new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler() }) from '@smithy/node-http-handler'",
  })
  scope?.session.fail(error)
  return error
}

function answerDefect(error: unknown, scope: Scope | undefined): Response {
  const reported = error instanceof RewindError ? error : internalError('handle a request', error)
  scope?.session.fail(reported)
  return refusalResponse('unknown', reported)
}

function isScope(value: unknown): value is Scope {
  return typeof value === 'object' && value !== null && 'session' in value && 'layers' in value
}
