#!/usr/bin/env node
import type { FailureReport } from './cli/json-reports.ts'
import { explainOldNode } from './process/explain-old-node.ts'

const problem = explainOldNode(process.versions.node)
if (problem === undefined) {
  // Not sooner: an old Node.js cannot link them.
  const { runCommandLine } = await import('./cli/run-command-line.ts')
  const { collectRun } = await import('./runners/report/collect-run.ts')
  await runCommandLine(process.argv.slice(2), collectRun)
} else {
  const { summary, remedy, message } = problem
  const report: FailureReport = { version: 1, error: { code: 'REWIND_RUNNER', message: summary, remedy } }
  process.stderr.write(`${message}\n`)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  process.exitCode = 2
}
