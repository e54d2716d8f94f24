import { formatThings } from '../../../report/format.ts'

/** Counts what a recording had not kept, or what was put in its place. */
export class Remarks {
  readonly #counts = new Map<string, { readonly what: string; readonly thing: string; count: number }>()

  /**
   * Notes that something is true of one more thing.
   *
   * @param what - `times of`
   * @param thing - in the singular: `call`
   */
  note(what: string, thing: string): void {
    const remark = `${what} ${thing}`
    const known = this.#counts.get(remark)
    if (known === undefined) this.#counts.set(remark, { what, thing, count: 1 })
    else known.count += 1
  }

  /** Lists them: `times of 3 calls`. */
  list(): readonly string[] {
    return [...this.#counts.values()].map(({ what, thing, count }) => `${what} ${formatThings(count, thing)}`)
  }
}
