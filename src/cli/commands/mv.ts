import { isTestFile } from '../../text/is-test-file.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { MoveReport } from '../json-reports.ts'
import { moveCassette } from '../move/move-cassette.ts'
import { moveTestFile } from '../move/move-test-file.ts'

/** `rewind mv`. */
export const moveCommand: Command = {
  name: 'mv',
  takes: '<from> <to>',
  description: 'Move recordings after a test or a test file was renamed or moved.',
  examples: [
    ['mv test/old.test.ts test/new.test.ts', 'all cassettes of a test file'],
    ['mv "agent > old name" "agent > new name"', 'the cassette of a test, which stays in its file'],
    ['mv "cassettes/test/a.test.ts/old.yaml" "cassettes/test/a.test.ts/new.yaml"', 'one cassette'],
  ],
  followsItsWords: true,
  run: move,
}

function move({ project, words: [from = '', to = ''] }: CommandInput): CommandResult {
  const moved = isTestFile(from) && isTestFile(to) ? moveTestFile(project, from, to) : [moveCassette(project, from, to)]
  const json: MoveReport = { version: 1, moved }
  return { exit: 0, json, text: () => moved.map((one) => `${one.from} → ${one.to}`).join('\n') }
}
