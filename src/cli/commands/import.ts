import { clearPool, countPool, writeToPool } from '../../cassette/disk/import-pool.ts'
import { serializeCassette } from '../../cassette/form/serialize.ts'
import { FORMAT_VERSION } from '../../cassette/read/scan.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { sha256 } from '../../process/sha256.ts'
import { formatCount, formatThings, joinFacts, withoutControls } from '../../report/format.ts'
import { createRequestRedactor } from '../../session/answer/redact-request.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { textOption, textOptions, type Command, type CommandInput, type CommandResult } from '../command.ts'
import { findRecordings, type NamedFile } from '../import/find-recordings.ts'
import { FORMATS } from '../import/formats.ts'
import { importFile, type Imported, type ImportRules } from '../import/import-file.ts'
import type { RecordingFormat } from '../import/recording-format.ts'
import type { ImportedFile, ImportReport } from '../json-reports.ts'
import type { Project } from '../project.ts'
import type { Terminal } from '../terminal.ts'
import { RewindUsageError } from '../usage-error.ts'

const NAMES = FORMATS.map(({ name }) => name)

export const importCommand: Command = {
  name: 'import',
  takes: '[files...]',
  description: 'Bring in the recordings of other tools: the next run takes them from .rewind/import.',
  options: [
    ['--format <name>', `read them as this: ${NAMES.join(', ')}`],
    ['--header <header>', "a request header that they lack: 'name: value'; may be given again", 'repeatable'],
    ['--dry-run', 'say what would be imported, and write nothing'],
    ['--clear', 'remove imported calls that no test has taken yet'],
  ],
  examples: [
    ['import test/recordings/', 'all recordings of a folder'],
    ['import calls.har --dry-run', 'what is in one file'],
    ["import old.json --header 'openai-beta: assistants=v2'", 'with a header that it lacks'],
    ['import --clear', 'empties .rewind/import'],
  ],
  run: importRecordings,
}

async function importRecordings(input: CommandInput): Promise<CommandResult> {
  const { project, words, options } = input
  if (options['clear'] === true) return clear(project, words)
  if (words.length === 0)
    throw new RewindUsageError({
      summary: 'import needs the files to read',
      remedy: 'npx rewind import recordings/; npx rewind import --clear empties .rewind/import',
    })
  const files = findRecordings(project, words)
  const rules = rulesOf(input)
  const imported: Imported[] = []
  for (const [index, file] of files.entries()) {
    input.terminal.progress(index, files.length, 'files')
    const one = await importFile(file.path, file.shown, rules)
    if (options['dryRun'] !== true) keep(project, one)
    if (isOfInterest(file, one)) imported.push(one)
  }
  input.terminal.progress(files.length, files.length, 'files')
  const json: ImportReport = { version: 1, files: imported.map(({ report }) => report) }
  const isComplete = imported.every(({ report, leftOut }) => report.refused === undefined && leftOut === 0)
  const text = (): string => explain(json, { terminal: input.terminal, isDry: options['dryRun'] === true })
  return { exit: isComplete ? 0 : 1, json, text }
}

function clear(project: Project, words: readonly string[]): CommandResult {
  if (words.length > 0)
    throw new RewindUsageError({ summary: '--clear takes no files', remedy: 'npx rewind import --clear' })
  const waiting = countPool(project.root)?.waiting ?? 0
  clearPool(project.root)
  const json: ImportReport = { version: 1, files: [] }
  return { exit: 0, json, text: () => `.rewind/import is empty: ${formatThings(waiting, 'call')} removed` }
}

function rulesOf(input: CommandInput): ImportRules {
  const { project } = input
  return {
    options: project.options(),
    redactor: createRequestRedactor(project.variables),
    fill: Object.fromEntries(textOptions(input, 'header').map(parseHeader)),
    formats: formatsOf(textOption(input, 'format')),
  }
}

function parseHeader(header: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.+)$/u.exec(header) ?? []
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value.trim()]
  // What else it may be is not repeated: most likely a credential.
  throw new RewindUsageError({
    summary: "--header takes 'name: value', and one of them has another form",
    remedy: "npx rewind import file.har --header 'anthropic-beta: tools-2024-04-04'",
  })
}

function formatsOf(name: string | undefined): readonly RecordingFormat[] {
  if (name === undefined) return FORMATS
  const format = FORMATS.find((one) => one.name === name)
  if (format !== undefined) return [format]
  const nearest = nearestWord(name, NAMES)
  throw new RewindUsageError({
    summary: `there is no format ${JSON.stringify(name)}${didYouMean(nearest)}`,
    remedy: `name one of ${NAMES.join(', ')}, or leave --format out`,
  })
}

function keep(project: Project, { report, calls }: Imported): void {
  const rules = fingerprintRules(project.options())
  const header = { rewind: FORMAT_VERSION, test: report.file, ...(rules === undefined ? {} : { rules }) }
  const cassette = calls.length === 0 ? undefined : serializeCassette(header, calls, sha256)
  writeToPool(project.root, report.file, cassette)
}

// A folder of recordings may hold other files as well.
function isOfInterest({ isInFolder }: NamedFile, { report }: Imported): boolean {
  return !isInFolder || report.refused === undefined || /\.(?:ya?ml|json5?|har|httprr)(?:\.gz)?$/iu.test(report.file)
}

function explain(
  { files }: ImportReport,
  { terminal, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): string {
  const calls = files.reduce((sum, file) => sum + file.calls, 0)
  const others = files.reduce((sum, file) => sum + file.otherHosts, 0)
  const refused = files.filter((file) => file.refused !== undefined).length
  const sums = [
    `${formatThings(calls, 'call')} ${isDry ? 'would be imported' : 'imported'} from ${formatThings(files.length - refused, 'file')}`,
    others === 0 ? undefined : `${formatCount(others)} to other hosts left out`,
    refused === 0 ? undefined : `${formatThings(refused, 'file')} refused`,
  ]
  return [
    ...files.flatMap((file) => explainFile(file, terminal)),
    '',
    joinFacts(sums),
    ...(calls === 0 || isDry
      ? []
      : ['next      run your tests: what they ask is taken from there, and written as their own cassettes']),
  ].join('\n')
}

function explainFile(report: ImportedFile, { paint }: Terminal): readonly string[] {
  const { file, format, calls, otherHosts, lost, filled, refused, line } = report
  const place = paint('bold', withoutControls(line === undefined ? file : `${file}:${line}`))
  if (refused !== undefined) return [`${place} ${paint('yellow', 'refused')} ${withoutControls(refused)}`]
  const others = otherHosts === 0 ? '' : `, ${formatCount(otherHosts)} to other hosts`
  return [
    `${place} ${format}: ${formatThings(calls, 'call')}${others}`,
    ...lost.map((what) => `  lost    ${withoutControls(what)}`),
    ...filled.map((what) => `  filled  ${withoutControls(what)}`),
  ]
}
