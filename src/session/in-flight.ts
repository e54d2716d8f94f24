import { waitAtMost } from '../process/clock.ts'

/** Requests that are looked at, and live answers that are still arriving. */
export interface InFlight {
  /** Notes one more, to a host; the returned function notes that it is over. */
  begin(host: string): () => void
  /** Waits until nothing is in flight, for at most so many milliseconds; resolves to the hosts of what still is. */
  drain(milliseconds: number): Promise<readonly string[]>
}

/** Called with what is in flight. */
export interface InFlightObserver {
  readonly onBegin?: () => void
  readonly onEnd?: () => void
}

/** Counts what is in flight, so that the end of a test can wait for it. */
export function createInFlight(observer: InFlightObserver = {}): InFlight {
  const running = new Map<Promise<void>, string>()
  return {
    begin(host) {
      const { promise, resolve } = Promise.withResolvers<void>()
      let isOver = false
      running.set(promise, host)
      observer.onBegin?.()
      return () => {
        running.delete(promise)
        resolve()
        // A client may say so twice.
        if (!isOver) observer.onEnd?.()
        isOver = true
      }
    },
    async drain(milliseconds) {
      if (running.size > 0) await waitAtMost(milliseconds, untilEmpty(running))
      const left = [...running.values()]
      running.clear()
      return left
    },
  }
}

// One leads to the next: a request that was looked at goes live, and its answer arrives.
async function untilEmpty(running: ReadonlyMap<Promise<void>, string>): Promise<void> {
  while (running.size > 0) await Promise.all(running.keys())
}
