import { waitAtMost } from './http/real-time.ts'

/** Live answers that are still arriving. */
export interface InFlight {
  /** Notes one more; the returned function notes that it has arrived. */
  begin(): () => void
  /** Waits for them, but not for ever; gives how many were given up. */
  drain(milliseconds: number): Promise<number>
}

/**
 * Counts live answers, so that the end of a test can wait for them.
 *
 * @returns an empty count
 */
export function createInFlight(): InFlight {
  const arriving = new Set<Promise<void>>()
  return {
    begin() {
      const { promise, resolve } = Promise.withResolvers<void>()
      arriving.add(promise)
      return () => {
        arriving.delete(promise)
        resolve()
      }
    },
    async drain(milliseconds) {
      if (arriving.size > 0) await waitAtMost(milliseconds, Promise.all(arriving))
      const left = arriving.size
      arriving.clear()
      return left
    },
  }
}
