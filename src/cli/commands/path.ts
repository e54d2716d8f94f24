import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { PathReport } from '../json-reports.ts'
import { findCassettePath, hasCassette } from '../names/find-cassette-path.ts'

/** `rewind path`. */
export const pathCommand: Command = {
  name: 'path',
  takes: '<test>',
  description: "Print the path of a test's cassette, whether it is there or not.",
  examples: [
    ['path "agent › plans a trip"', 'of the test with this name'],
    ['path "test/chat.test.ts > greets"', 'of a test that never ran, too'],
    ['path test/chat.test.ts', 'of a file with one cassette'],
  ],
  followsItsWords: true,
  run: path,
}

function path({ project, words: [word = ''] }: CommandInput): CommandResult {
  const file = findCassettePath(project, word)
  const json: PathReport = { version: 1, file, exists: hasCassette(project, file) }
  return { exit: 0, json, text: () => file }
}
