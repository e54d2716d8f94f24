// Taken when the module loads: a test may have replaced the timers.
const { setTimeout, clearTimeout } = globalThis

/**
 * Waits for work, but not for ever.
 *
 * @param milliseconds - the longest wait
 * @param work - what is waited for; must not reject
 */
export async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  await Promise.race([work, limit])
  clearTimeout(timer)
}
