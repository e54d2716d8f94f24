import { testsAndFiles } from './by-test.ts'
import { formatCost, formatCount, formatThings, withoutControls } from './format.ts'
import type { ModelCalls, RunReport } from './run-report.ts'
import { summarizeSaved, summarizeSpent } from './summarize-calls.ts'
import { few, nameTests, summarizeDiverged, summarizeRecorded } from './summarize-tests.ts'
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
    ...refused(report),
    ...summarizeSaved(report),
    ...summarizeSpent(report),
    ...summarizeRecorded(report),
    ...summarizeDiverged(report),
    ...troubles(report),
    ...fewNotes(report.moved.map(moved)),
    ...imported(report),
    ...unfinishedRuns(report),
    ...gaps(report),
    ...cassettes(report),
    ...advice(report),
    ...remarks(report),
  ]
  return { headline: headline(report), rows: report.models.map(row), notes }
}

function headline(report: RunReport): readonly string[] {
  const { mode, tests, calls, notRecorded } = report
  const start = mode === 'none' ? [] : [mode]
  const { replayed, recorded, unfinished, live, diverged } = calls
  if (replayed + recorded + unfinished + live + diverged + calls.refused + notRecorded === 0)
    return [...start, 'no LLM calls captured']
  return [
    ...start,
    formatThings(tests, 'test'),
    `${formatThings(replayed, 'call')} replayed`,
    ...(recorded === 0 ? [] : [`${formatCount(recorded)} recorded`]),
    ...(unfinished === 0 ? [] : [`${formatCount(unfinished)} unfinished`]),
    ...(calls.refused === 0 ? [] : [`${formatCount(calls.refused)} not sent`]),
    ...liveCalls(report),
  ]
}

// Recorded calls went live as well: what is left are those that were not kept.
function liveCalls({ mode, retried, calls: { recorded, unfinished, live } }: RunReport): readonly string[] {
  if (mode === 'off') return [`${formatCount(live)} live`]
  if (live === 0) return recorded + unfinished === 0 ? ['0 live'] : []
  const others = live - retried
  return [
    ...(others === 0 ? [] : [`${formatCount(others)} not recorded`]),
    ...(retried === 0 ? [] : [`${formatCount(retried)} of earlier attempts`]),
  ]
}

function row(model: ModelCalls): readonly string[] {
  return [
    withoutControls(model.provider),
    withoutControls(model.model),
    formatCount(model.calls),
    formatCount(model.input),
    formatCount(model.output),
    formatCost(model.usd, model.unpriced),
  ]
}

// Before all else: while a key or a budget is missing, the rest of a summary says little.
function refused({ refusedCauses }: RunReport): readonly Note[] {
  return fewNotes(
    refusedCauses.map(({ code, cause, calls, tests }) => ({
      label: code === 'REWIND_PLACEHOLDER_KEY' ? 'no key' : 'not sent',
      tone: 'bad' as const,
      parts: [
        `${withoutControls(cause)}: ${callsOfTests(calls, tests)} not sent`,
        ...(code === 'REWIND_BUDGET'
          ? ['to send them: raise maxSpend (REWIND_MAX_SPEND), then npx rewind update']
          : []),
      ],
    })),
  )
}

function troubles(report: RunReport): readonly Note[] {
  const { calls, notRecordedCauses } = report
  return [
    ...counted(calls.unused, {
      label: 'unused',
      tone: 'bad',
      text: `${formatThings(calls.unused, 'recorded call')} not asked for${nameTests(report, ({ calls: { unused } }) => unused > 0)}`,
      fix: 'to remove them: npx rewind update',
    }),
    ...fewNotes(
      notRecordedCauses.map(({ host, cause, calls: times }) => ({
        label: 'not recorded',
        tone: 'bad' as const,
        parts: [`${withoutControls(host)}: ${withoutControls(cause)}`, formatThings(times, 'time')],
      })),
    ),
  ]
}

function moved({ from, to }: RunReport['moved'][number]): Note {
  return { label: 'moved', tone: 'good', parts: [`${withoutControls(from)} → ${withoutControls(to)}`] }
}

function imported({ imported: { adopted, waiting } }: RunReport): readonly Note[] {
  if (adopted + waiting === 0) return []
  const taken =
    adopted === 0
      ? []
      : [`${formatThings(adopted, 'call')} of another tool ${adopted === 1 ? 'is' : 'are'} on cassettes now`]
  const left =
    waiting === 0
      ? []
      : [
          `${formatThings(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'} in .rewind/import`,
          'to empty it: npx rewind import --clear',
        ]
  return [{ label: 'imported', tone: waiting === 0 ? 'good' : 'loud', parts: [...taken, ...left] }]
}

function unfinishedRuns(report: RunReport): readonly Note[] {
  const { resumed, unfinished } = report.calls
  return [
    ...counted(resumed, {
      label: 'resumed',
      tone: 'good',
      text: `${formatThings(resumed, 'call')} ${resumed === 1 ? 'was' : 'were'} taken from an unfinished run, and not asked again`,
    }),
    ...counted(unfinished, {
      label: 'unfinished',
      tone: 'loud',
      text: `${formatThings(unfinished, 'call')} of tests that did not pass, on no cassette yet${nameTests(report, ({ calls }) => calls.unfinished > 0)}`,
      fix: 'the next run takes them from .rewind/unfinished',
    }),
  ]
}

// What is missing on cassettes is said when it is recorded, and not on every run after that.
function gaps(report: RunReport): readonly Note[] {
  const { unpriced, unpricedModels } = report
  const uncounted = testsAndFiles(report).filter(({ lacksStreamOptions }) => lacksStreamOptions).length
  const models = few(unpricedModels.map((model) => `'${withoutControls(model)}'`))
  return [
    ...counted(uncounted, {
      label: 'uncounted',
      tone: 'quiet',
      text: `streams without tokens were recorded${nameTests(report, ({ lacksStreamOptions }) => lacksStreamOptions)}`,
      fix: 'to have them counted: stream_options: { include_usage: true }',
    }),
    ...counted(unpriced, {
      label: 'unpriced',
      tone: 'quiet',
      text: `${formatThings(unpriced, 'call')}: price unknown`,
      fix: `to set it: prices in rewind.config.ts, for ${models}`,
    }),
  ]
}

function cassettes(report: RunReport): readonly Note[] {
  const { obsoleteFiles } = report
  return [
    ...staleCassettes(report),
    ...counted(obsoleteFiles.length, {
      label: 'obsolete',
      tone: 'loud',
      text: `${formatThings(obsoleteFiles.length, 'cassette')} of no test: ${few(obsoleteFiles.map((path) => withoutControls(path)))}`,
      fix: 'npx rewind prune',
    }),
  ]
}

/** So many commands are listed; the one for all tests records far more than is stale. */
const COMMANDS = 8

function staleCassettes({ stale, renewals }: RunReport): readonly Note[] {
  if (stale === 0) return []
  const text = `${formatThings(stale, 'cassette')} older than maxAge`
  const note = { label: 'stale', tone: 'loud' } as const
  const [first, ...others] = renewals
  if (first === undefined || renewals.length > COMMANDS)
    return [{ ...note, parts: [text, 'to record all tests again: npx rewind record'] }]
  if (others.length === 0) return [{ ...note, parts: [text, `to renew ${stale === 1 ? 'it' : 'them'}: ${first}`] }]
  return [{ ...note, parts: [text, 'to renew them:'], more: renewals.map((command) => [command]) }]
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
            label: 'in force',
            tone: 'quiet' as const,
            parts: options,
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

function callsOfTests(calls: number, tests: number): string {
  return `${formatThings(calls, 'call')} of ${formatThings(tests, 'test')} ${calls === 1 ? 'was' : 'were'}`
}
