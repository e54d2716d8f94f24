import { runInScope } from '../../scope/active-scopes.ts'
import type { Scope } from '../../scope/scope.ts'
import type { RunnerClass } from './lengthen-timeouts.ts'

const patched = new WeakSet<object>()

/**
 * Lets what the top level of a test file starts, such as a timer, belong to that file: without isolation, another file
 * may run when it makes a call.
 *
 * @param scopeOf - gives the scope of the test file that is set up
 */
export function ownImports({ prototype }: RunnerClass, scopeOf: () => Scope | undefined): void {
  const importFile: unknown = Reflect.get(prototype, 'importFile')
  // A runner of a user's own may import files in its own way.
  if (patched.has(prototype) || typeof importFile !== 'function') return
  patched.add(prototype)
  const importOwned = function importOwned(this: unknown, ...parameters: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(importFile, this, parameters)
    const scope = parameters[1] === 'collect' ? scopeOf() : undefined
    return scope === undefined ? run() : runInScope(scope, run)
  }
  Object.defineProperty(prototype, 'importFile', { value: importOwned, configurable: true, writable: true })
}
