import packageJson from '../../../package.json' with { type: 'json' }
import { formatThings } from '../../report/format.ts'
import { textOption, type Command, type CommandInput, type CommandResult } from '../command.ts'
import { harOf, type ExportedCall } from '../export/har.ts'
import type { ExportReport } from '../json-reports.ts'
import { findCassettes } from '../names/find-cassettes.ts'
import { RewindUsageError } from '../usage-error.ts'
import { writeOutput } from '../write-output.ts'

/** `rewind export`. */
export const exportCommand: Command = {
  name: 'export',
  takes: '[what...]',
  description: 'Write calls in a format that other tools open.',
  options: [['--har <file>', 'an HTTP archive, HAR 1.2; - prints it']],
  examples: [
    ['export --har calls.har', 'all calls'],
    ['export greets --har greets.har', 'the calls of one test'],
    ['export greets --har - | jq .log.entries', 'to another program'],
  ],
  followsItsWords: true,
  run: exportCalls,
}

function exportCalls(input: CommandInput): CommandResult {
  const { project, words } = input
  const file = textOption(input, 'har')
  if (file === undefined) {
    throw new RewindUsageError({
      summary: 'export needs the file to write',
      remedy: 'npx rewind export --har calls.har',
    })
  }
  if (file === '-' && input.options['json'] === true) {
    throw new RewindUsageError({
      summary: '--har - and --json both print a document',
      remedy: 'npx rewind export --har calls.har --json',
    })
  }
  const calls = findCassettes(project, words).flatMap(({ cassette, call }): readonly ExportedCall[] => {
    const { header, entries } = cassette.open()
    const wanted = entries.filter(({ number }) => call === undefined || number === call)
    return wanted.map((entry) => ({
      file: cassette.file,
      test: header.test,
      number: entry.number,
      call: entry.call(),
    }))
  })
  const har = JSON.stringify(harOf(calls, packageJson.version), undefined, 2)
  const json: ExportReport = { version: 1, file, calls: calls.length }
  if (file === '-') return { exit: 0, json, text: () => har }
  writeOutput(project, file, `${har}\n`)
  return { exit: 0, json, text: () => `${file}: ${formatThings(calls.length, 'call')}` }
}
