import { now } from '../process/clock.ts'

/** How long one attempt of a test may take. */
export interface TestLimit {
  /** Milliseconds that it may still take though its own limit is over; 0 where nothing lengthened that. */
  left(): number
  close(): void
}

/** Time limits of the tests of a file that run now. A runner asks again when a test's own limit is over. */
export class TestLimits {
  readonly #open = new Map<string, { readonly started: number; until: number }>()

  /**
   * Notes that an attempt of a test begins.
   *
   * @param test - its id in the file
   */
  open(test: string): TestLimit {
    const limit = { started: now(), until: 0 }
    this.#open.set(test, limit)
    return {
      left: () => Math.max(0, limit.until - now()),
      close: () => {
        if (this.#open.get(test) === limit) this.#open.delete(test)
      },
    }
  }

  /** Lets a test that runs take so many milliseconds from its beginning, if its limit is shorter. */
  lengthen(test: string, milliseconds: number): void {
    const limit = this.#open.get(test)
    if (limit !== undefined) limit.until = Math.max(limit.until, limit.started + milliseconds)
  }
}
