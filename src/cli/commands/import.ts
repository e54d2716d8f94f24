import { clearPool, countPool, writeToPool } from '../../cassette/disk/import-pool.ts'
import { serializeCassette } from '../../cassette/form/serialize.ts'
import { FORMAT_VERSION } from '../../cassette/read/scan.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { sha256 } from '../../process/sha256.ts'
import { formatThings } from '../../report/format.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import { findRecordings, type NamedFile } from '../import/find-recordings.ts'
import { importFile, type Imported } from '../import/import-file.ts'
import { FORMAT_NAMES, resolveImportRules } from '../import/import-rules.ts'
import { renderImport } from '../import/render-import.ts'
import type { ImportReport } from '../json-reports.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/** `rewind import`. */
export const importCommand: Command = {
  name: 'import',
  takes: '[files...]',
  description: 'Bring in the recordings of other tools: the next run takes them from .rewind/import.',
  options: [
    ['--format <name>', `read them as this: ${FORMAT_NAMES.join(', ')}`],
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
  const rules = resolveImportRules(input)
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
  const text = (): string => renderImport(json, { terminal: input.terminal, isDry: options['dryRun'] === true })
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
