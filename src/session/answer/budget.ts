import type { RecordedRequest } from '../../cassette/call.ts'
import { RewindError } from '../../errors.ts'
import { loadPrices, type Price } from '../../providers/prices/prices.ts'
import { formatDollars } from '../../report/format.ts'
import type { CallOutcome } from '../../report/test-report.ts'
import type { SessionInput } from '../session-input.ts'

/** Keeps a run within `maxSpend`. */
export interface Budget {
  /**
   * Lets a call go live only while there is money left.
   *
   * @throws {RewindError} `REWIND_BUDGET` when there is none
   */
  assertLeft(request: RecordedRequest): Promise<void>
  /**
   * Adds what a call has cost, as soon as its answer is there.
   *
   * @returns what is to be said about it, where that is not known
   */
  spend(call: CallOutcome): string | undefined
}

/** Makes the budget of one session; what was spent is shared by all sessions of the run. */
export function createBudget({
  cassette,
  options,
  names,
}: Pick<SessionInput, 'cassette' | 'options' | 'names'>): Budget {
  let price: Price | undefined
  return {
    async assertLeft({ method, url }) {
      const { maxSpend, prices } = options()
      if (maxSpend === undefined) return
      price ??= await loadPrices(prices)
      const spent = cassette.spending.total()
      if (spent < maxSpend) return
      throw new RewindError('REWIND_BUDGET', {
        summary: `this run has spent ${formatDollars(spent)} of ${formatDollars(maxSpend)}, its maxSpend`,
        details: [`  request   ${method} ${url}, which was not sent`, `  cassette  ${names.cassette}`],
        remedy: `raise maxSpend (REWIND_MAX_SPEND), then ${names.rerecord}`,
      })
    },
    spend({ usage, unmetered }) {
      if (price === undefined || unmetered === true) return undefined
      const usd = usage === undefined ? undefined : price(usage)
      if (usd !== undefined) {
        cassette.spending.add(usd)
        return undefined
      }
      const what = usage === undefined ? 'a call that counts no tokens' : `${usage.model}, whose price is unknown`
      return `maxSpend does not count ${what}: prices in rewind.config.ts`
    },
  }
}
