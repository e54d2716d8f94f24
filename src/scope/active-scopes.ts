import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { isCI } from 'ci-info'

import { canRunWithoutKeys } from '../decide.ts'
import { OptionLayers } from '../options/option-layers.ts'
import type { ResolvedOptions, RewindOptions } from '../options/options.ts'
import { createHostMatcher, type HostMatcher } from '../providers/host-matcher.ts'
import { setPlaceholderKeys } from '../providers/placeholder-keys.ts'
import { createSavings, type RunningSavings } from '../report/savings.ts'
import type { TestReport } from '../report/test-report.ts'
import { isScope, type Scope, type ScopeEnvironment } from './scope.ts'

/** Stands for code that belongs to no scope, whatever file runs. */
const NOBODY = Symbol('nobody')

/**
 * The active scopes of this process. Runner entries load this module natively, so that every realm and every test file
 * of a worker shares it.
 */
const scopes = new AsyncLocalStorage<Scope | typeof NOBODY>()
/** The process as options see it. */
export const environment: ScopeEnvironment = { variables: process.env, isCI, isUpdate: false }

/** The options that hold for every scope: from `configure()` before any file began, and from `install()`. */
export const baseLayers = new OptionLayers({ process: environment })

const state: {
  /** The test file that runs now: owner of what no async context reaches. */
  file: Scope | undefined
  /** Of every scope that ended in this process. */
  readonly savings: RunningSavings
  hasUserMatch: boolean
} = { file: undefined, savings: createSavings(), hasUserMatch: false }

/** Every host rule that was in force in this process, by its JSON. */
const matchers = new Map([[JSON.stringify([]), createHostMatcher([])]])

/**
 * Finds the scope that code belongs to.
 *
 * @returns the scope of the async context, else that of the test file that runs; undefined outside both
 */
export function currentScope(): Scope | undefined {
  const scope = scopes.getStore()
  return scope === NOBODY ? undefined : (scope ?? state.file)
}

/**
 * Reads what `scopeOfContext` understands, where a request is made: elsewhere the file that runs may be another one.
 */
export function currentContext(): unknown {
  return scopes.getStore() ?? state.file
}

/** Finds the scope that a request belongs to, by the context that it was made in; by this one where it had none. */
export function scopeOfContext(context: unknown): Scope | undefined {
  if (context === NOBODY) return undefined
  return isScope(context) ? context : currentScope()
}

const ended = new WeakSet<Scope>()

/** Notes that the test file of some scopes has ended: whatever comes of them now is judged and written by nobody. */
export function endScopes(ofFile: Iterable<Scope>): void {
  for (const scope of ofFile) ended.add(scope)
}

/** Says whether the test file of a scope has ended. */
export function hasEnded(scope: Scope): boolean {
  return ended.has(scope) || scope.isOver()
}

/** Makes a scope that of the rest of this async context; undefined for none at all. */
export function enterScope(scope: Scope | undefined): void {
  scopes.enterWith(scope ?? NOBODY)
}

/** Runs code in a scope. */
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
 * Adds options to the scope of the caller.
 *
 * @throws {RewindOptionsError} when the scope already made a request under other options
 */
export function addOptions(options: RewindOptions): void {
  const scope = currentScope()
  if (scope === undefined) {
    baseLayers.add(options)
    adopt(baseLayers.resolve(), environment)
    return
  }
  scope.configure(options)
  adopt(scope.options(), scope.environment)
}

/**
 * Keeps account of a scope that ended.
 *
 * @param superseded - the report of an earlier attempt, which it takes the place of
 */
export function keepReport(report: TestReport, superseded?: TestReport): void {
  if (superseded !== undefined) state.savings.remove(superseded)
  state.savings.add(report)
}

/** Gives the totals of all scopes that ended in this process. */
export function runningSavings(): Pick<RunningSavings, 'total'> {
  return state.savings
}

/**
 * Finds the host rule of the options in force.
 *
 * @returns the matcher, shared by all options with the same `hosts`
 */
export function matcherOf({ hosts }: ResolvedOptions): HostMatcher {
  const spelling = JSON.stringify(hosts)
  const known = matchers.get(spelling)
  if (known !== undefined) return known
  const matcher = createHostMatcher(hosts)
  matchers.set(spelling, matcher)
  return matcher
}

/**
 * Says whether any options of this process match a host. Scopes run side by side: a connection is looked at when any of
 * them wants it, and its requests are decided by their own.
 *
 * @param port - its port, where one is known
 */
export function isCandidateHost(host: string, port: number | undefined): boolean {
  return matchers.values().some((matcher) => matcher.hasHost(host, port))
}

/** Says whether any options of this process have a `match` of the user's, which is asked about every request. */
export function hasUserMatch(): boolean {
  return state.hasUserMatch
}

// Lets options reach what is decided before a request is known: which connections are looked at, which keys exist.
function adopt(options: ResolvedOptions, { variables }: ScopeEnvironment): void {
  matcherOf(options)
  if (options.match !== undefined) state.hasUserMatch = true
  if (options.placeholderKeys && canRunWithoutKeys(options.mode)) setPlaceholderKeys(variables, isInHome)
}

function isInHome(path: string): boolean {
  return existsSync(join(homedir(), path))
}
