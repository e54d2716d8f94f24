import { isOff, mayGoLive, mayReplay } from '../decide.ts'
import type { RecordedAnswer } from '../http/fetch/answer-fetch.ts'
import type { PlainRequest } from '../http/fetch/plain-request.ts'
import type { ConnectionTarget } from '../http/gate/connection-target.ts'
import { intercept, type Interception } from '../http/intercept.ts'
import type { Handling, InterceptedRequest } from '../http/interceptor.ts'
import type { ResolvedOptions } from '../options/options.ts'
import { assertRuntime } from '../process/assert-runtime.ts'
import { isGoogleTokenHost } from '../providers/google-token-hosts.ts'
import { looksLikeLlmApi } from '../providers/looks-like-llm-api.ts'
import { clearPlaceholderKeys } from '../providers/placeholder-keys.ts'
import { portOfUrl } from '../text/urls/port-of-url.ts'
import {
  baseLayers,
  currentContext,
  currentScope,
  enterScope,
  hasEnded,
  hasUserMatch,
  isCandidateHost,
  matcherOf,
  scopeOfContext,
} from './active-scopes.ts'
import { folderNamedBy } from './inherit/named-scope-folder.ts'
import { openGuest } from './inherit/open-guest.ts'
import { watchCrashes } from './inherit/watch-crashes.ts'
import { loadCalls } from './load-calls.ts'
import { isScope, type Scope } from './scope.ts'

/** What becomes of calls outside of every scope. */
export type Outside =
  | { readonly kind: 'refuse' }
  /** In a worker that also runs test files without rewind. `failRun`: for an error that comes after its file. */
  | { readonly kind: 'pass'; readonly failRun: (error: Error) => void }
  /** In a server that tests drive from outside: each request names its test. */
  | { readonly kind: 'server'; readonly options: ResolvedOptions }
  /** In the process of a runner, where set-up code for all tests runs: refused in strict, else live and counted. */
  | {
      readonly kind: 'set-up'
      readonly options: ResolvedOptions
      readonly onLive: (provider: string) => void
      readonly onRefused: (error: Error) => void
    }

const state: { interception: Interception | undefined; outside: Outside } = {
  interception: undefined,
  outside: { kind: 'refuse' },
}

/**
 * Starts the interception of this process. Harmless when repeated.
 *
 * @param outside - what becomes of calls outside of every scope
 * @throws {RewindError} `REWIND_RUNNER` in a runtime that cannot be intercepted
 */
export function startInterception(outside: Outside = state.outside): void {
  assertRuntime()
  state.outside = outside
  state.interception ??= intercept(
    {
      isCandidateHost: (host, port) => isCandidateHost(host, port) || isGoogleTokenHost(host),
      isAnyHostCandidate: hasUserMatch,
      context: currentContext,
      enter(context) {
        if (isScope(context)) enterScope(context)
      },
      enterNamed,
      trackPending: (url, context) =>
        isScope(context) && !isOff(context.options().mode) ? context.openSession().trackPending(url) : () => {},
      onOther: (url, method, context) => {
        if (looksLikeLlmApi(url, method) && isScope(context)) context.openSession().ledger.noteUnmatched(url.host)
      },
      onBypassed: (url, { context, stack }) => {
        if (isScope(context) && !isGoogleTokenHost(url.hostname)) context.openSession().noteBypassed(url, stack)
      },
      refuseUnseen(url, { context, stack }) {
        const scope = scopeOfContext(context)
        if (isGoogleTokenHost(url.hostname)) return undefined
        if (scope !== undefined) return scope.openSession().refuseUnseen(url, stack)
        return refuse({ host: url.hostname, port: portOfUrl(url) })
      },
      replay,
      answer,
      onError: (error) => answerDefect(error, currentScope()),
      takesHttp2,
      refuse,
    },
    loadCalls,
  )
}

/** Lets the code of a sandbox, which has a `fetch` of its own, be answered as fast as that of the process. */
export function interceptSandbox(sandbox: object): void {
  state.interception?.interceptFetch(sandbox)
}

/**
 * Ends the interception. Harmless when there is none.
 */
export function stopInterception(): void {
  state.interception?.stop()
  state.interception = undefined
  clearPlaceholderKeys(process.env)
}

/** Says whether the traffic of this process is intercepted. */
export function isInstalled(): boolean {
  return state.interception !== undefined
}

function replay(request: PlainRequest): RecordedAnswer | undefined {
  const scope = currentScope()
  const options = scope?.options()
  // A match() of the user's is asked once, where every request can be.
  if (scope === undefined || options === undefined || options.match !== undefined || !mayReplay(options.mode))
    return undefined
  // Refused where all requests are.
  if (hasEnded(scope)) return undefined
  const provider = matcherOf(options).find(request.url)?.provider
  return provider === undefined ? undefined : scope.openSession().replay(request, provider)
}

async function answer(request: InterceptedRequest): Promise<Handling> {
  const scope = scopeOfContext(request.origin.context)
  const options = scope?.options() ?? optionsOutside()
  if (isOff(options.mode)) {
    notePassed(request, options, scope)
    return { kind: 'pass' }
  }
  let provider: string | undefined
  try {
    provider = await findProvider(request, options)
  } catch (error) {
    return respond(answerDefect(error, scope))
  }
  if (provider === undefined) {
    const isToken = scope !== undefined && isGoogleTokenHost(request.url.hostname)
    return isToken ? scope.openSession().answerToken(request) : { kind: 'pass' }
  }
  if (scope !== undefined) return handleIn(scope, request, provider)
  return handleOutside(request, provider)
}

function handleOutside(request: InterceptedRequest, provider: string): Handling {
  const { outside } = state
  switch (outside.kind) {
    case 'pass':
      return { kind: 'pass' }
    case 'server':
      return respond(loadCalls().refuseWithoutName(request, provider))
    case 'refuse':
      return respond(loadCalls().refuseWithoutScope(request, provider))
    case 'set-up':
      if (!mayGoLive(outside.options.mode, { hasRecordings: false }))
        return respond(loadCalls().refuseInSetUp(request, provider, outside.onRefused))
      outside.onLive(provider)
      return { kind: 'pass' }
    default:
      return outside satisfies never
  }
}

function optionsOutside(): ResolvedOptions {
  return 'options' in state.outside ? state.outside.options : baseLayers.resolve()
}

function handleIn(scope: Scope, request: InterceptedRequest, provider: string): Handling | Promise<Handling> {
  return hasEnded(scope) ? refuseAfterEnd(request, provider, scope) : scope.openSession().handle(request, provider)
}

// Its body stays untouched, so that a match() of the user's is not asked.
function notePassed({ method, url }: InterceptedRequest, options: ResolvedOptions, scope: Scope | undefined): void {
  const provider = matcherOf(options).find(url)?.provider
  if (provider !== undefined && looksLikeLlmApi(url, method)) scope?.openSession().ledger.noteUnread(provider)
}

// Undefined where the request is not to be recorded.
async function findProvider(request: InterceptedRequest, options: ResolvedOptions): Promise<string | undefined> {
  const provider = matcherOf(options).find(request.url)?.provider
  if (options.match === undefined) return provider
  return (await loadCalls().applyMatch(options.match, request)) ? (provider ?? 'unknown') : undefined
}

function refuseAfterEnd(request: InterceptedRequest, provider: string, scope: Scope): Handling {
  const { mode } = scope.options()
  // A process that another one judges may serve other tests, and goes on.
  const fail = scope.isOver() ? (error: Error) => process.emitWarning(error) : failProcess
  return respond(loadCalls().refuseAfterEnd(request, provider, { mode, fail }))
}

// The file has its result: only the run as a whole can fail. Vitest does for an error that nobody handles.
function failProcess(error: Error): void {
  if (state.outside.kind === 'pass') return state.outside.failRun(error)
  process.nextTick(() => {
    throw error
  })
}

function refuse({ host, port }: ConnectionTarget): Error | undefined {
  const scope = currentScope()
  if (!isCandidateHost(host, port) || !isWatched(scope)) return undefined
  const error = loadCalls().explainUnrecordable(host)
  scope?.openSession().fail(error)
  if (scope === undefined && state.outside.kind === 'set-up') state.outside.onRefused(error)
  return error
}

// Its requests are decided one by one; a session may serve several tests.
function takesHttp2(): boolean {
  return isWatched(currentScope())
}

function isWatched(scope: Scope | undefined): boolean {
  if (scope !== undefined) return !isOff(scope.options().mode)
  const { mode } = optionsOutside()
  switch (state.outside.kind) {
    case 'pass':
      return false
    case 'server':
    case 'refuse':
      return !isOff(mode)
    case 'set-up':
      return !mayGoLive(mode, { hasRecordings: false })
    default:
      return state.outside satisfies never
  }
}

function answerDefect(error: unknown, scope: Scope | undefined): Response {
  return loadCalls().answerDefect(error, (reported) => scope?.openSession().fail(reported))
}

function respond(response: Response): Handling {
  return { kind: 'respond', response }
}

// Code that answers a request which names no test, nor comes from this process, is nobody's.
function enterNamed(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  { isPaired }: { readonly isPaired: boolean },
): boolean {
  const folder = folderNamedBy(headers)
  const scope = folder === undefined ? undefined : openGuest(folder)
  if (scope === undefined && (isPaired || state.outside.kind !== 'server')) return false
  enterScope(scope)
  if (scope !== undefined) watchCrashes()
  return true
}
