import type { CallOutcome, TestReport } from './test-report.ts'

/** Running totals of this process. Money is known to the reporter only: the price table is not loaded in workers. */
export interface Savings {
  /** Calls by what became of them. */
  readonly calls: { readonly replayed: number; readonly recorded: number; readonly live: number }
  /** Tokens of the replayed calls; those of unknown usage are not in it. */
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly cachedInput: number
    readonly reasoning: number
  }
  /** Milliseconds that the replayed calls had taken when they were recorded. */
  readonly ms: { readonly saved: number }
  /** Replayed calls whose usage is not known. */
  readonly unknownUsage: number
}

/** Totals that reports are added to. They keep no report: a process may replay a hundred thousand calls. */
export interface RunningSavings {
  add(report: TestReport): void
  /** Takes a report out that was added before. */
  remove(report: TestReport): void
  total(): Savings
}

/** Begins to add up. */
export function createSavings(): RunningSavings {
  const calls = { replayed: 0, recorded: 0, live: 0 }
  const tokens = { input: 0, output: 0, cachedInput: 0, reasoning: 0 }
  const ms = { saved: 0 }
  let unknownUsage = 0
  const count = (call: CallOutcome, times: 1 | -1): void => {
    calls[call.kind === 'unfinished' ? 'live' : call.kind] += times
    if (call.kind !== 'replayed') return
    ms.saved += times * call.ms
    if (call.usage === undefined && call.unmetered !== true) unknownUsage += times
    for (const name of ['input', 'output', 'cachedInput', 'reasoning'] as const)
      tokens[name] += times * (call.usage?.[name] ?? 0)
  }
  return {
    add(report) {
      for (const call of report.calls) count(call, 1)
    },
    remove(report) {
      for (const call of report.calls) count(call, -1)
    },
    total: () => ({ calls: { ...calls }, tokens: { ...tokens }, ms: { ...ms }, unknownUsage }),
  }
}
