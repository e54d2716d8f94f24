/**
 * Keeps the order in which a destroyed socket emits its end, also where it was answered from a recording: first the
 * error, then the close.
 *
 * With each answer the interceptor puts its own `_destroy` on the socket, which emits the error in a microtask and
 * the close in the next tick. A caller that gives up a later request of a kept-alive socket does so in a timer or an
 * event, after which ticks come before microtasks: `node:http` saw a close without a cause, "socket hang up", and after
 * it the abort as a second error.
 *
 * @param socket - a connection that may be answered
 */
export function emitErrorBeforeClose(socket: object): void {
  let ofAnswer: unknown
  Object.defineProperty(socket, '_destroy', {
    configurable: true,
    get(this: object) {
      if (typeof ofAnswer !== 'function') return Reflect.get(Object.getPrototypeOf(this), '_destroy', this)
      const destroy = ofAnswer
      // From a microtask both come in their order.
      return (...parameters: unknown[]) => queueMicrotask(() => void Reflect.apply(destroy, this, parameters))
    },
    set(given: unknown) {
      ofAnswer = given
    },
  })
}
