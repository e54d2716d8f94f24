import type { Command } from '../command.ts'
import { runTests } from '../run-tests/run-tests.ts'

/** `rewind update`. */
export const updateCommand: Command = {
  name: 'update',
  takes: '[files...]',
  description: 'Run tests, and record the calls that changed.',
  options: [['-t, --test-name <name>', 'the full name of one test, its suites before it']],
  examples: [
    ['update test/chat.test.ts -t "agent > plans a trip"', 'one test'],
    ['update', 'every test'],
  ],
  run: (input) => runTests(input, 'update'),
}
