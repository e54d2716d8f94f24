import type { Usage } from '../../src/cassette/call.ts'
import { emptyReport, type CallOutcome, type PriceOf, type TestReport } from '../../src/report/test-report.ts'

/** One dollar per thousand tokens for a model named `priced…`; others have no price. */
export const samplePrice: PriceOf = (usage) =>
  usage.model.startsWith('priced') ? ((usage.input ?? 0) + (usage.output ?? 0)) / 1000 : undefined

/** A cent for each input token, up to a thousand of them; a longer call has no price. */
export const shortCallPrice: PriceOf = ({ input = 0 }) => (input > 1000 ? undefined : input / 100)

/** A test's report, quiet but for what is given. */
export function testReport(parts: Partial<TestReport>): TestReport {
  return { ...emptyReport('strict'), ...parts }
}

/** A replayed call of 100 + 10 tokens and one second, but for what is given. */
export function call(
  parts: Partial<CallOutcome> & { readonly model?: string; readonly counts?: Partial<Usage> },
): CallOutcome {
  const { model = 'priced-a', counts, ...outcome } = parts
  return {
    kind: 'replayed',
    provider: 'openai',
    usage: { provider: 'openai', model, input: 100, output: 10, ...counts },
    ms: 1000,
    ...outcome,
  }
}

/** A call whose response counted no tokens. */
export function uncountedCall(parts: Partial<CallOutcome>): CallOutcome {
  return { kind: 'replayed', provider: 'openai', ms: 1000, ...parts }
}
