#!/usr/bin/env node
import { runCommandLine } from './cli/run-command-line.ts'
import { collectRun } from './runners/collect-run.ts'

await runCommandLine(process.argv.slice(2), collectRun)
