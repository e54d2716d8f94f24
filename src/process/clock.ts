// Taken when the module loads, which is at set-up: a test may replace the timers and the clock of its process, also
// before its first call.
const { clearTimeout, performance, setImmediate, setTimeout } = globalThis

/** The clock of the process, whatever a test puts in its place. */
export const { Date: RealDate } = globalThis

const readClock = performance.now.bind(performance)
const { timeOrigin } = performance

/**
 * Reads the clock that times are measured by.
 *
 * @returns milliseconds since some moment in the past
 */
export function now(): number {
  return readClock()
}

/**
 * Reads the clock in a way that all processes of a machine share.
 *
 * @returns milliseconds since 1970, with fractions
 */
export function moment(): number {
  return timeOrigin + readClock()
}

/**
 * Reads the date.
 *
 * @returns the time of day, whatever a test pretends
 */
export function today(): Date {
  return new RealDate()
}

/**
 * Waits for one turn of the event loop.
 *
 * @returns settles after what is ready by now was handled
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * Waits.
 *
 * @param milliseconds - how long; not at all when it is not positive
 */
export function wait(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve()
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * Starts a timer that keeps no process alive.
 *
 * @param run - runs once, when the time is over
 * @returns stops it
 */
export function startTimer(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}

/**
 * Waits for work, at most for a given time.
 *
 * @param work - what is waited for; must not reject
 */
export async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  await Promise.race([work, limit])
  clearTimeout(timer)
}
