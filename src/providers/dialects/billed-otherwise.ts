import { number } from '../usage/counts.ts'
import type { Dialect } from './dialect.ts'

/** What is billed by something else than tokens: none are missing there. */
export const BILLED_OTHERWISE: Dialect = {
  usageAt: [['usage'], ['usage_info'], ['meta']],
  shapes: [
    // Transcriptions by the second, documents by the page.
    { marks: [['seconds']], read: (usage) => ({ audioSeconds: number(usage, ['seconds']) }) },
    { marks: [['pages_processed']], read: (usage) => ({ pages: number(usage, ['pages_processed']) }) },
    { marks: [['search_units']], read: (usage) => ({ searches: number(usage, ['search_units']) }) },
    {
      marks: [['billed_units', 'images'], ['billed_units', 'classifications'], ['cost_in_usd_ticks']],
      read: () => ({}),
    },
  ],
}
