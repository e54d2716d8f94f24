/** Where undici keeps the dispatcher that `fetch` uses; its versions differ in the number. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'] as const

/**
 * Gives `fetch` new connection pools: sockets that it opened before the interception began would never be intercepted
 * (seen on Node.js 26, where 24 opens new ones by itself). Only agents without options are replaced: what the user
 * configured stays.
 */
export function refreshGlobalDispatchers(): void {
  for (const name of GLOBAL_DISPATCHERS) {
    const symbol = Symbol.for(name)
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
  return process.getBuiltinModule('node:util').isDeepStrictEqual(optionsOf(left), optionsOf(right))
}

function optionsOf(agent: object): unknown {
  const symbol = Object.getOwnPropertySymbols(agent).find(({ description }) => description === 'options')
  return symbol === undefined ? undefined : Reflect.get(agent, symbol)
}
