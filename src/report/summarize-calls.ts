import { formatCost, formatCount, formatDollars, formatDuration, formatThings, withoutControls } from './format.ts'
import type { ModelCalls, RunReport } from './run-report.ts'
import type { Note } from './summary-note.ts'
import { sum } from './sums.ts'

/** Models that are named; the rest is in the report that is data. */
const NAMED = 8

/** Says what replay saved. */
export function summarizeSaved({ calls, models, tokens, usd, ms, savedUnknown }: RunReport): readonly Note[] {
  if (calls.replayed === 0) return []
  const hasTokens = models.length > 0
  const unpriced = sum(models.map((model) => model.unpriced))
  const cost = formatCost(models.some((model) => model.usd !== null) ? usd.saved : null, unpriced)
  return [
    {
      label: 'saved',
      tone: 'good',
      parts: [
        hasTokens ? `${formatCount(tokens.input)} + ${formatCount(tokens.output)} tokens` : 'tokens unknown',
        ...(hasTokens ? [cost] : []),
        `${formatDuration(ms.saved)} of waiting`,
        ...(hasTokens && savedUnknown > 0 ? [`tokens of ${formatThings(savedUnknown, 'call')} unknown`] : []),
      ],
    },
  ]
}

/** Says what went to the network, and what it cost by model. */
export function summarizeSpent({ calls, usd, spentUnknown, spentModels }: RunReport): readonly Note[] {
  const { recorded, unfinished, live } = calls
  const total = recorded + unfinished + live
  if (total === 0) return []
  const kept = recorded + unfinished
  return [
    {
      label: 'spent',
      tone: 'loud',
      parts: [
        `${formatThings(total, 'call')} went to the network${kept === 0 ? '' : `, ${formatCount(kept)} of them recorded`}`,
        ...(usd.spent > 0 ? [formatDollars(usd.spent)] : []),
        ...(spentUnknown === 0 ? [] : [`cost unknown for ${formatThings(spentUnknown, 'call')}`]),
      ],
      more: layModels(spentModels).map((line) => [line]),
    },
  ]
}

// What one model has cost is the sum.
function layModels(models: readonly ModelCalls[]): readonly string[] {
  if (models.length < 2) return []
  const rows = models
    .slice(0, NAMED)
    .map(({ model, calls, input, output, usd, unpriced }) => [
      withoutControls(model),
      formatThings(calls, 'call'),
      `${formatCount(input)} + ${formatCount(output)} tokens`,
      formatCost(usd, unpriced),
    ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const others = models.length - rows.length
  return [
    ...rows.map(([name = '', ...cells]) =>
      [name.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join('   '),
    ),
    ...(others > 0 ? [`and ${formatThings(others, 'more model')}`] : []),
  ]
}
