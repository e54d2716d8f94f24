import { formatCount, formatDollars, formatDuration, formatThings, withoutControls } from './format.ts'
import type { ModelSavings, RunReport } from './run-report.ts'

/** One thing that the summary says below its table. */
export interface Note {
  readonly label: string
  /** Parts of one sentence; a line may be broken between them. */
  readonly parts: readonly string[]
  readonly tone: 'good' | 'loud' | 'bad' | 'quiet'
}

/** The summary of a run as words; how they are set is the renderer's. */
export interface Summary {
  /** Mode, tests and calls. */
  readonly headline: readonly string[]
  /** Provider, model, calls, input, output, saved. */
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly Note[]
}

/** The heads of the table's columns. */
export const COLUMNS = ['provider', 'model', 'calls', 'input', 'output', 'saved'] as const

/**
 * Puts a run into words; whatever is zero is left out.
 *
 * @param report - the run
 * @returns its summary
 */
export function summarize(report: RunReport): Summary {
  const notes = [saved(report), spent(report), ...troubles(report), ...gaps(report), ...cassettes(report), ...advice(report)]
  return { headline: headline(report), rows: report.models.map(row), notes: notes.filter((note) => note !== undefined) }
}

function headline({ mode, tests, calls }: RunReport): readonly string[] {
  const start = mode === 'none' ? [] : [mode]
  if (calls.replayed + calls.recorded + calls.live + calls.diverged === 0) return [...start, 'no LLM calls captured']
  const recorded = calls.recorded === 0 ? [] : [`${formatCount(calls.recorded)} recorded`]
  return [...start, formatThings(tests, 'test'), `${formatThings(calls.replayed, 'call')} replayed`, ...recorded, `${formatCount(calls.live)} live`]
}

function row(model: ModelSavings): readonly string[] {
  return [
    withoutControls(model.provider),
    withoutControls(model.model),
    formatCount(model.calls),
    formatCount(model.input),
    formatCount(model.output),
    model.usd === null ? 'price unknown' : formatDollars(model.usd),
  ]
}

function saved({ calls, models, tokens, usd, ms }: RunReport): Note | undefined {
  if (calls.replayed === 0) return undefined
  const hasTokens = models.length > 0
  const priced = models.some((model) => model.usd !== null)
  const cost = priced ? formatDollars(usd.saved) : 'price unknown'
  return {
    label: 'saved',
    tone: 'good',
    parts: [
      hasTokens ? `${formatCount(tokens.input)} + ${formatCount(tokens.output)} tokens` : 'tokens unknown',
      ...(hasTokens ? [cost] : []),
      `${formatDuration(ms.saved)} of waiting`,
    ],
  }
}

function spent({ calls, usd, spentUnknown }: RunReport): Note | undefined {
  const total = calls.recorded + calls.live
  if (total === 0) return undefined
  const recorded = calls.recorded === 0 ? '' : `, ${formatCount(calls.recorded)} of them recorded`
  const known = usd.spent > 0 || spentUnknown < total
  const unknown = spentUnknown === 0 ? [] : [`cost unknown for ${formatThings(spentUnknown, 'call')}`]
  return {
    label: 'spent',
    tone: 'loud',
    parts: [`${formatThings(total, 'call')} went to the network${recorded}`, ...(known ? [formatDollars(usd.spent)] : []), ...unknown],
  }
}

function troubles({ calls, notRecordedCauses }: RunReport): readonly Note[] {
  return [
    ...counted(calls.diverged, { label: 'diverged', tone: 'bad', text: `${formatThings(calls.diverged, 'request')} had no recorded answer` }),
    ...counted(calls.unused, { label: 'unused', tone: 'bad', text: `${formatThings(calls.unused, 'recorded call')} not asked for` }),
    ...notRecordedCauses.map(({ host, cause, calls: times }) => ({
      label: 'not recorded',
      tone: 'bad' as const,
      parts: [`${withoutControls(host)} answered ${withoutControls(cause)}`, formatThings(times, 'call')],
    })),
  ]
}

function gaps({ unknownUsage, unpriced }: RunReport): readonly Note[] {
  return [
    ...counted(unknownUsage, { label: 'unknown', tone: 'quiet', text: `${formatThings(unknownUsage, 'call')}: tokens unknown` }),
    ...counted(unpriced, { label: 'unpriced', tone: 'quiet', text: `${formatThings(unpriced, 'call')}: price unknown` }),
  ]
}

function cassettes({ stale, obsolete }: RunReport): readonly Note[] {
  return [
    ...counted(stale, { label: 'stale', tone: 'loud', text: `${formatThings(stale, 'cassette')} older than maxAge` }),
    ...counted(obsolete, { label: 'obsolete', tone: 'loud', text: `${formatThings(obsolete, 'cassette')} of no test` }),
  ]
}

function advice({ unmatchedHosts, warnings }: RunReport): readonly Note[] {
  const hosts = unmatchedHosts.map((host) => withoutControls(host))
  return [
    ...hosts.map((host) => ({
      label: 'unmatched',
      tone: 'loud' as const,
      parts: [`${host} looks like an LLM API`, `to record it: hosts: ['${host}'] in rewind.config.ts`],
    })),
    ...warnings.map((warning) => ({ label: 'warning', tone: 'loud' as const, parts: [withoutControls(warning.replaceAll(/\s+/gu, ' '))] })),
  ]
}

function counted(count: number, note: { readonly label: string; readonly tone: Note['tone']; readonly text: string }): readonly Note[] {
  return count === 0 ? [] : [{ label: note.label, tone: note.tone, parts: [note.text] }]
}
