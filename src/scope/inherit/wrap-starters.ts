import type * as processes from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type * as threads from 'node:worker_threads'

import { isOff } from '../../decide.ts'
import { replaceMethod } from '../../process/replace-method.ts'
import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'
import { currentScope } from '../active-scopes.ts'
import { addPreload, addPreloadFlag } from './preload-flag.ts'

const state = { isWrapped: false }

/**
 * Lets the processes and threads that code starts make their calls for its scope. Harmless when repeated. The
 * environment of this process stays as it is: tests that run side by side start processes of their own.
 */
export function wrapStarters(): void {
  if (state.isWrapped) return
  state.isWrapped = true
  wrapProcesses(process.getBuiltinModule('node:child_process'))
  wrapThreads(process.getBuiltinModule('node:worker_threads'))
  // What is imported by name as well.
  process.getBuiltinModule('node:module').syncBuiltinESMExports()
}

function sessionToHandOver(): string | undefined {
  const scope = currentScope()
  return scope === undefined || isOff(scope.options().mode) ? undefined : scope.handOver()
}

function wrapProcesses(module: typeof processes): void {
  // All of spawn, exec, execFile and fork come here, with the environment as a list.
  replaceMethod(module.ChildProcess.prototype, 'spawn', ({ call, parameters: [options] }) => {
    const session = sessionToHandOver()
    const pairs = memberOf(options, 'envPairs')
    if (session === undefined || !Array.isArray(pairs) || !isObject(options)) return call()
    const given = pairs.find(isOptions)
    const flags = addPreload(given === undefined ? undefined : String(given).slice('NODE_OPTIONS='.length), session)
    Reflect.set(options, 'envPairs', [...pairs.filter((pair) => !isOptions(pair)), `NODE_OPTIONS=${flags}`])
    return call()
  })
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) {
    replaceMethod(module, name, ({ call, parameters }) => {
      const session = sessionToHandOver()
      return session === undefined ? call() : call(withEnvironment(parameters, session))
    })
  }
}

function isOptions(pair: unknown): boolean {
  return String(pair).startsWith('NODE_OPTIONS=')
}

// The options are the last of what is given, where they are given.
function withEnvironment(parameters: readonly unknown[], session: string): readonly unknown[] {
  const last = parameters.at(-1)
  const hasOptions = parameters.length > 1 && isObject(last) && !Array.isArray(last)
  const options = hasOptions ? last : {}
  const given: unknown = Reflect.get(options, 'env')
  const variables = isObject(given) ? given : process.env
  const flags: unknown = Reflect.get(variables, 'NODE_OPTIONS')
  const env = { ...variables, NODE_OPTIONS: addPreload(typeof flags === 'string' ? flags : undefined, session) }
  return [...(hasOptions ? parameters.slice(0, -1) : parameters), { ...options, env }]
}

// A thread inherits neither `NODE_OPTIONS` that were set meanwhile nor, with flags of its own, those of its process.
function wrapThreads(module: typeof threads): void {
  const { Worker } = module
  const Wrapped = new Proxy(Worker, {
    construct(target, [file, options, ...rest], made) {
      const session = sessionToHandOver()
      if (session === undefined) return Reflect.construct(target, [file, options, ...rest], made)
      const given: { readonly execArgv?: readonly string[]; readonly eval?: boolean } = options ?? {}
      // Nothing is loaded before code that is given as text.
      if (given.eval === true) return Reflect.construct(target, [startWith(session) + String(file), options], made)
      const start = (flags: readonly string[]): object =>
        Reflect.construct(target, [file, { ...given, execArgv: addPreloadFlag(flags, session) }, ...rest], made)
      if (given.execArgv !== undefined) return start(given.execArgv)
      try {
        return start(process.execArgv)
      } catch (error) {
        // A thread refuses some flags of a process; by itself, Node.js leaves them out.
        if (!isRefusedFlag(error)) throw error
        return start([])
      }
    },
  })
  Object.defineProperty(module, 'Worker', { value: Wrapped, configurable: true, writable: true, enumerable: true })
}

// In the line of the first statement, whose number stays; as a script or as a module.
function startWith(session: string): string {
  const calls = JSON.stringify(fileURLToPath(new URL('calls.js', import.meta.url)))
  const load = `process.getBuiltinModule('node:module').createRequire(${calls})(${calls})`
  return `${load}.startGuest(${JSON.stringify(session)});`
}

function isRefusedFlag(error: unknown): boolean {
  return memberOf(error, 'code') === 'ERR_WORKER_INVALID_EXEC_ARGV'
}
