import { agentOptionsOf, GLOBAL_DISPATCHERS } from '../internals.ts'

/**
 * Gives `fetch` new connection pools: sockets that it opened before the interception began would never be intercepted
 * (seen on Node.js 26, where 24 opens new ones by itself). Only agents without options are replaced: what the user
 * configured stays.
 */
export function refreshGlobalDispatchers(): void {
  for (const symbol of GLOBAL_DISPATCHERS) {
    const dispatcher: unknown = Reflect.get(globalThis, symbol)
    if (typeof dispatcher !== 'object' || dispatcher === null || dispatcher.constructor.name !== 'Agent') continue
    const fresh = construct(dispatcher.constructor)
    if (fresh === undefined || !hasSameOptions(dispatcher, fresh)) continue
    // The property cannot be configured, only given another value. The old agent is not closed: a wrapper under the
    // other number may still lead to it.
    Object.defineProperty(globalThis, symbol, { value: fresh })
  }
}

function construct(made: object): object | undefined {
  try {
    const instance: unknown = typeof made === 'function' ? Reflect.construct(made, []) : undefined
    return typeof instance === 'object' && instance !== null ? instance : undefined
  } catch {
    // A class of that name which cannot be built without arguments is somebody else's.
    return undefined
  }
}

function hasSameOptions(left: object, right: object): boolean {
  return process.getBuiltinModule('node:util').isDeepStrictEqual(agentOptionsOf(left), agentOptionsOf(right))
}
