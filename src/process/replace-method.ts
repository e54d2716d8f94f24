/** A call of a method that was replaced. */
export interface MethodCall {
  /** What it was called on. */
  readonly self: unknown
  readonly parameters: readonly unknown[]
  /** Does what the method did before, with the same parameters where no others are given. */
  readonly call: (parameters?: readonly unknown[]) => unknown
}

/**
 * Puts a function around a method. An object without the method stays as it is: another version of what it belongs to
 * may have none.
 *
 * @param around - gives what the method returns from now on
 */
export function replaceMethod(holder: object, name: string, around: (called: MethodCall) => unknown): void {
  const original: unknown = Reflect.get(holder, name)
  if (typeof original !== 'function') return
  Object.defineProperty(holder, name, {
    configurable: true,
    writable: true,
    enumerable: Object.getOwnPropertyDescriptor(holder, name)?.enumerable ?? false,
    // `util.promisify` looks for its own form of a function on the function.
    value: Object.assign(function replaced(this: unknown, ...parameters: unknown[]): unknown {
      return around({ self: this, parameters, call: (changed = parameters) => Reflect.apply(original, this, changed) })
    }, original),
  })
}
