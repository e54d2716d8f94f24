/** Where undici keeps the dispatcher that `fetch` uses; its versions differ in the number. */
const GLOBAL_DISPATCHERS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'] as const

/**
 * Gives `fetch` new connection pools: sockets that it opened before the interception began would never be intercepted.
 * Only plain agents are replaced; one that the user configured (a proxy, other options) may hold more than its class tells.
 */
export function refreshGlobalDispatchers(): void {
  for (const name of GLOBAL_DISPATCHERS) {
    const symbol = Symbol.for(name)
    const dispatcher: unknown = Reflect.get(globalThis, symbol)
    if (typeof dispatcher !== 'object' || dispatcher === null || dispatcher.constructor.name !== 'Agent') continue
    try {
      const fresh: unknown = Reflect.construct(dispatcher.constructor, [])
      Object.defineProperty(globalThis, symbol, { value: fresh, writable: true, configurable: true, enumerable: false })
      if ('close' in dispatcher && typeof dispatcher.close === 'function') void dispatcher.close().catch(() => {})
    } catch {
      // A class of that name which cannot be built without arguments is somebody else's: it stays.
    }
  }
}
