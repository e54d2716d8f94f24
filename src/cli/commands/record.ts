import type { Command } from '../command.ts'
import { runTests } from '../run-tests/run-tests.ts'

/** `rewind record`. */
export const recordCommand: Command = {
  name: 'record',
  takes: '[files...]',
  description: 'Run tests, and record all of their calls again.',
  options: [['-t, --test-name <name>', 'the full name of one test, its suites before it']],
  examples: [
    ['record test/chat.test.ts -t "agent > plans a trip"', 'one test'],
    ['record', 'every test'],
  ],
  run: (input) => runTests(input, 'record'),
}
