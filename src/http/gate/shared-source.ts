import { findSharedInterceptor } from '../internals.ts'

type Listener = (event: unknown) => unknown

/** The part of the interceptors' own event source that is used. */
interface Source {
  listeners(type: 'request'): readonly Listener[]
  on(type: 'request', listener: Listener): unknown
  removeListener(type: 'request', listener: Listener): unknown
}

/**
 * Says whether another user of the same interceptors copy (MSW, nock) listens as well: it must go on seeing every
 * connection, and every body unread. One source in their registry serves all; more listeners than ours means somebody
 * else's.
 */
export function isInterceptorShared(): boolean {
  return (findSource()?.listeners('request').length ?? 0) > 1
}

/**
 * Gives the last word on each request to whoever is asked last: then a mock of the test's own holds in every mode, and
 * what nobody mocked is ours. Listeners are asked in the order they were added, and MSW or nock may be started after
 * us.
 *
 * @returns makes our listener the last one, if another was added since; and takes it away
 */
export function stayLast(apply: () => void): { readonly restore: () => void; readonly dispose: () => void } {
  const before = new Set(findSource()?.listeners('request'))
  apply()
  const source = findSource()
  const own = source?.listeners('request').find((listener) => !before.has(listener))
  if (source === undefined || own === undefined) return { restore() {}, dispose() {} }
  return {
    restore() {
      if (source.listeners('request').at(-1) === own) return
      source.removeListener('request', own)
      source.on('request', own)
    },
    dispose: () => void source.removeListener('request', own),
  }
}

/**
 * Says whether another user of the same interceptors copy is in the middle of applying it.
 *
 * @param SocketInterceptor - the class of their source of connections, from our copy
 * @returns whether it is being applied
 */
export function isBeingApplied(SocketInterceptor: abstract new (...parameters: never) => unknown): boolean {
  const source = findSharedInterceptor('socket-interceptor')
  return (
    typeof source === 'object' &&
    source !== null &&
    source instanceof SocketInterceptor &&
    Reflect.get(source, 'readyState') !== 'ACTIVE'
  )
}

function findSource(): Source | undefined {
  const source = findSharedInterceptor('node-http-request-source')
  return isSource(source) ? source : undefined
}

function isSource(value: unknown): value is Source {
  return (
    typeof value === 'object' && value !== null && 'listeners' in value && 'on' in value && 'removeListener' in value
  )
}
