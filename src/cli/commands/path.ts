import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { PathReport } from '../json-reports.ts'
import { findOneCassette } from '../names/find-cassettes.ts'

export const pathCommand: Command = {
  name: 'path',
  takes: '<test>',
  description: "Print the path of a test's cassette.",
  examples: [
    ['path "agent › plans a trip"', 'of the test with this name'],
    ['path test/chat.test.ts', 'of a file with one cassette'],
  ],
  run: path,
}

function path({ project, words: [word = ''] }: CommandInput): CommandResult {
  const { cassette } = findOneCassette(project, word)
  const json: PathReport = { version: 1, file: cassette.file, exists: true }
  return { exit: 0, json, text: () => cassette.file }
}
