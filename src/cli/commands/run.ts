import type { Command } from '../command.ts'
import { runProgram } from '../run-tests/run-program.ts'

/** `rewind run`. */
export const runCommand: Command = {
  name: 'run',
  takes: '<command...>',
  description: 'Run a Node.js program, and the processes that it starts, with recording.',
  options: [['--mode <mode>', 'replay, update, record, strict or off']],
  examples: [
    ['run -- node --test', 'the tests of node:test, with one summary'],
    ['run -- npm test', 'whatever package.json says'],
    ['run --mode update -- node agent.ts', 'a script, and records what changed'],
  ],
  run: runProgram,
}
