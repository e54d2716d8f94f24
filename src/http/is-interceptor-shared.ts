/**
 * Tells whether another user of the same interceptors copy (MSW) listens as well: it must go on seeing every connection, and
 * every body unread. One source in their registry serves all; more listeners than ours means somebody else's.
 *
 * @returns whether there is one
 */
export function isInterceptorShared(): boolean {
  const registry: unknown = Reflect.get(globalThis, '__MSW_INTERCEPTORS_REGISTRY')
  const source: unknown = registry instanceof Map ? registry.get(Symbol.for('node-http-request-source')) : undefined
  if (typeof source !== 'object' || source === null || !('listenerCount' in source)) return false
  return typeof source.listenerCount === 'function' && source.listenerCount('request') > 1
}
