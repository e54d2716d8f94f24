import { now } from '../process/clock.ts'

/** How long one attempt of a test may take. */
export interface TestLimit {
  /** Milliseconds that it may still take though its own limit is over; 0 where nothing lengthened that. */
  left(): number
  /** Milliseconds from its beginning that it has; 0 where nothing lengthened its own limit. */
  lengthened(): number
  close(): void
}

interface OpenLimit {
  /** `now()` of its beginning. */
  readonly started: number
  /** `now()` until which it may take; 0 where nothing lengthened it. */
  until: number
  readonly lengthen: ((milliseconds: number) => void) | undefined
}

/**
 * Explains the time-out of a test that records: it had more time than its own limit, so a longer one would not help.
 *
 * @param milliseconds - how much it had
 */
export function explainRecordTimeout(milliseconds: number): string {
  return `Exceeded timeout of ${milliseconds} ms for a test that records.
If its calls need longer, set recordTimeout in rewind.config.ts; what was answered is kept for the next run.`
}

/** Time limits of the tests of a file that run now. A runner asks again when a test's own limit is over. */
export class TestLimits {
  readonly #open = new Map<string, OpenLimit>()

  /**
   * Notes that an attempt of a test begins.
   *
   * @param test - its id in the file
   * @param lengthen - called with the milliseconds that it may take, where the runner lets them be changed meanwhile
   */
  open(test: string, lengthen?: (milliseconds: number) => void): TestLimit {
    const limit = { started: now(), until: 0, lengthen }
    this.#open.set(test, limit)
    return {
      left: () => Math.max(0, limit.until - now()),
      lengthened: () => Math.max(0, Math.round(limit.until - limit.started)),
      close: () => {
        if (this.#open.get(test) === limit) this.#open.delete(test)
      },
    }
  }

  /** Lets a test that runs take so many milliseconds from its beginning, if its limit is shorter. */
  lengthen(test: string, milliseconds: number): void {
    const limit = this.#open.get(test)
    if (limit === undefined) return
    limit.until = Math.max(limit.until, limit.started + milliseconds)
    limit.lengthen?.(milliseconds)
  }
}
