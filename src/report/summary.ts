import { formatCount, formatDollars, formatDuration, formatThings, withoutControls } from './format.ts'
import type { ModelSavings, ReportOfTest, RunReport } from './run-report.ts'
import { summarizeDiverged, summarizeRecorded } from './summarize-tests.ts'
import type { Note } from './summary-note.ts'

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

/** Puts a run into words; whatever is zero is left out. */
export function summarize(report: RunReport): Summary {
  const notes = [
    saved(report),
    spent(report),
    ...summarizeRecorded(report),
    ...summarizeDiverged(report),
    ...troubles(report),
    ...fewNotes(report.moved.map(moved)),
    ...unfinishedRuns(report),
    ...gaps(report),
    ...cassettes(report),
    ...advice(report),
    ...remarks(report),
  ]
  return { headline: headline(report), rows: report.models.map(row), notes: notes.filter((note) => note !== undefined) }
}

function headline({ mode, tests, calls }: RunReport): readonly string[] {
  const start = mode === 'none' ? [] : [mode]
  if (calls.replayed + calls.recorded + calls.live + calls.diverged === 0) return [...start, 'no LLM calls captured']
  return [
    ...start,
    formatThings(tests, 'test'),
    `${formatThings(calls.replayed, 'call')} replayed`,
    ...(calls.recorded === 0 ? [] : [`${formatCount(calls.recorded)} recorded`]),
    ...liveCalls(mode, calls),
  ]
}

// Recorded calls went live as well: what is left are those that were not kept.
function liveCalls(mode: RunReport['mode'], { recorded, live }: RunReport['calls']): readonly string[] {
  if (live > 0) return [`${formatCount(live)} ${mode === 'off' ? 'live' : 'not recorded'}`]
  return recorded === 0 ? ['0 live'] : []
}

function row(model: ModelSavings): readonly string[] {
  return [
    withoutControls(model.provider),
    withoutControls(model.model),
    formatCount(model.calls),
    formatCount(model.input),
    formatCount(model.output),
    formatCost(model.usd, model.unpriced),
  ]
}

// Calls without a price may cost more than all others.
function formatCost(usd: number | null, unpriced: number): string {
  if (usd === null) return 'price unknown'
  return unpriced === 0 ? formatDollars(usd) : `${formatDollars(usd)} + unknown`
}

function saved({ calls, models, tokens, usd, ms }: RunReport): Note | undefined {
  if (calls.replayed === 0) return undefined
  const hasTokens = models.length > 0
  const unpriced = models.reduce((total, model) => total + model.unpriced, 0)
  const cost = formatCost(models.some((model) => model.usd !== null) ? usd.saved : null, unpriced)
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
  const unknown = spentUnknown === 0 ? [] : [`cost unknown for ${formatThings(spentUnknown, 'call')}`]
  return {
    label: 'spent',
    tone: 'loud',
    parts: [
      `${formatThings(total, 'call')} went to the network${recorded}`,
      ...(usd.spent > 0 ? [formatDollars(usd.spent)] : []),
      ...unknown,
    ],
  }
}

function troubles({ calls, notRecordedCauses, byTest }: RunReport): readonly Note[] {
  return [
    ...counted(calls.unused, {
      label: 'unused',
      tone: 'bad',
      text: `${formatThings(calls.unused, 'recorded call')} not asked for${namesOf(byTest.filter((test) => test.calls.unused > 0))}`,
      fix: 'to remove them: npx rewind update',
    }),
    ...fewNotes(
      notRecordedCauses.map(({ host, cause, calls: times }) => ({
        label: 'not recorded',
        tone: 'bad' as const,
        parts: [`${withoutControls(host)} answered ${withoutControls(cause)}`, formatThings(times, 'call')],
      })),
    ),
  ]
}

function namesOf(tests: readonly ReportOfTest[]): string {
  return tests.length === 0 ? '' : `: ${few(tests.map(({ name }) => withoutControls(name)))}`
}

function moved({ from, to }: RunReport['moved'][number]): Note {
  return { label: 'moved', tone: 'good', parts: [`${withoutControls(from)} → ${withoutControls(to)}`] }
}

function unfinishedRuns({ resumed, unfinished }: RunReport): readonly Note[] {
  return [
    ...counted(resumed, {
      label: 'resumed',
      tone: 'good',
      text: `${formatThings(resumed, 'call')} ${resumed === 1 ? 'was' : 'were'} taken from an unfinished run, and not asked again`,
    }),
    ...counted(unfinished, {
      label: 'unfinished',
      tone: 'loud',
      text: `${formatThings(unfinished, 'call')} ${unfinished === 1 ? 'was' : 'were'} recorded by tests that did not pass`,
      fix: 'the next run takes them from .rewind/unfinished',
    }),
  ]
}

function gaps({ unknownUsage, unpriced, unpricedModels }: RunReport): readonly Note[] {
  const models = few(unpricedModels.map((model) => `'${withoutControls(model)}'`))
  return [
    ...counted(unknownUsage, {
      label: 'unknown',
      tone: 'quiet',
      text: `${formatThings(unknownUsage, 'call')}: tokens unknown`,
      fix: 'chat streams of OpenAI count them only with stream_options: { include_usage: true }',
    }),
    ...counted(unpriced, {
      label: 'unpriced',
      tone: 'quiet',
      text: `${formatThings(unpriced, 'call')}: price unknown`,
      fix: `to set it: prices in rewind.config.ts, for ${models}`,
    }),
  ]
}

function cassettes({ stale, obsolete, obsoleteFiles }: RunReport): readonly Note[] {
  return [
    ...counted(stale, {
      label: 'stale',
      tone: 'loud',
      text: `${formatThings(stale, 'cassette')} older than maxAge`,
      fix: 'to renew them: npx rewind record',
    }),
    ...counted(obsolete, {
      label: 'obsolete',
      tone: 'loud',
      text: `${formatThings(obsolete, 'cassette')} of no test: ${few(obsoleteFiles.map((path) => withoutControls(path)))}`,
      fix: 'npx rewind prune',
    }),
  ]
}

const MANY = 3

// The rest is in the report that is data.
function fewNotes(notes: readonly Note[]): readonly Note[] {
  const [first] = notes
  const others = notes.length - MANY
  if (first === undefined || others <= 0) return notes
  return [
    ...notes.slice(0, MANY),
    {
      label: first.label,
      tone: 'quiet',
      parts: [`and ${formatCount(others)} more`, 'to list them: REWIND_REPORT=report.json'],
    },
  ]
}

function few(names: readonly string[]): string {
  const others = names.length - MANY
  return others > 0 ? `${names.slice(0, MANY).join(', ')} and ${formatCount(others)} more` : names.join(', ')
}

function advice({ unmatchedHosts, warnings }: RunReport): readonly Note[] {
  const hosts = unmatchedHosts.map((host) => withoutControls(host))
  const [first] = hosts
  return [
    ...(first === undefined
      ? []
      : [
          {
            label: 'unmatched',
            tone: 'loud' as const,
            parts: [
              hosts.length === 1 ? `${first} looks like an LLM API` : `${hosts.length} hosts look like an LLM API`,
              // All of them: the line is there to be pasted.
              `to record ${hosts.length === 1 ? 'it' : 'them'}: hosts: [${hosts.map((host) => `'${host}'`).join(', ')}] in rewind.config.ts`,
            ],
          },
        ]),
    ...fewNotes(
      warnings.map((warning) => ({
        label: 'warning',
        tone: 'loud' as const,
        parts: [withoutControls(warning.replaceAll(/\s+/gu, ' '))],
      })),
    ),
  ]
}

// What is in force without being a fault.
function remarks({ weakenings, reason }: RunReport): readonly Note[] {
  const options = weakenings.map((option) => withoutControls(option))
  return [
    ...(options.length === 0
      ? []
      : [
          {
            label: 'weakened',
            tone: 'quiet' as const,
            parts: [`matching is weaker by ${options[0]}`, ...options.slice(1)],
          },
        ]),
    ...(reason === undefined ? [] : [{ label: 'why', tone: 'quiet' as const, parts: [withoutControls(reason)] }]),
  ]
}

interface CountedNote {
  readonly label: string
  readonly tone: Note['tone']
  readonly text: string
  /** What to do about it. */
  readonly fix?: string
}

function counted(count: number, { label, tone, text, fix }: CountedNote): readonly Note[] {
  return count === 0 ? [] : [{ label, tone, parts: [text, ...(fix === undefined ? [] : [fix])] }]
}
