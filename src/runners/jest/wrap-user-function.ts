import type { CircusFunction } from './circus.ts'

/** Runs code in the scope of a test or file. */
export type Enter = <Result>(run: () => Result) => Result

/**
 * Wraps a test or a hook, so that it runs in a scope. What Jest reads off a function stays: whether it takes a
 * callback, and whether it is a generator function.
 *
 * @param enter - enters the scope; asked anew for every call
 */
export function wrapUserFunction(original: CircusFunction, enter: () => Enter): CircusFunction {
  const call = (context: unknown, parameters: unknown[]): unknown => Reflect.apply(original, context, parameters)
  const wrapper = isGeneratorFunction(original)
    ? function* wrapped(this: unknown, ...parameters: unknown[]): Generator {
        const runStep = enter()
        const iterator = runStep(() => call(this, parameters))
        return isIterator(iterator) ? yield* enterEachStep(iterator, runStep) : iterator
      }
    : function wrapped(this: unknown, ...parameters: unknown[]): unknown {
        return enter()(() => call(this, parameters))
      }
  return Object.defineProperty(wrapper, 'length', { value: original.length })
}

// Jest resumes a generator from its own async context: each step has to enter the scope by itself.
function* enterEachStep(iterator: Iterator<unknown>, runStep: Enter): Generator {
  let step = runStep(() => iterator.next())
  while (step.done !== true) {
    const resume = yield* settleYield(step.value)
    step = runStep(() => resume(iterator))
  }
  return step.value
}

function* settleYield(value: unknown): Generator<unknown, (iterator: Iterator<unknown>) => IteratorResult<unknown>> {
  try {
    const settled: unknown = yield value
    return (iterator) => iterator.next(settled)
  } catch (error) {
    return (iterator) => {
      if (iterator.throw === undefined) throw error
      return iterator.throw(error)
    }
  }
}

// As jest-circus finds it out: the function may be of another realm.
function isGeneratorFunction(value: CircusFunction): boolean {
  return Object.prototype.toString.call(value) === '[object GeneratorFunction]'
}

function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function'
}
