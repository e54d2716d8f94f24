import { collectRun } from '../report/collect-run.ts'
import type { CommandLine } from './command-line.ts'

/** Lets the processes of this run leave their reports, and prints the summary below that of node:test. */
export function beginRun(line: CommandLine): void {
  const run = collectRun({
    start: {
      runner: 'node-test',
      cwd: process.cwd(),
      parameters: line.settings,
      patterns: line.patterns.filter(isPattern),
      nodeOptions: process.env['NODE_OPTIONS'] ?? '',
    },
    isFullRun: () => Promise.resolve(isFullRun(line)),
  })
  if (run === undefined) return
  process.once('beforeExit', () => void publish(run))
}

async function publish(run: NonNullable<ReturnType<typeof collectRun>>): Promise<void> {
  const { error } = await run.publish()
  if (error === undefined) return
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

// A pattern may mean all test files; a path leaves the others out.
function isFullRun({ flags, patterns, isNarrowed }: CommandLine): boolean {
  return flags.includes('--test') && !isNarrowed && patterns.every(isPattern)
}

function isPattern(word: string): boolean {
  return /[*?[{]/.test(word)
}
