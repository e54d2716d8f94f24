import { writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'

import { loadPrices } from '../../providers/prices/prices.ts'
import { formatBytes, formatThings } from '../../report/format.ts'
import { textOption, type Command, type CommandInput, type CommandResult } from '../command.ts'
import { commitSide } from '../diff/side.ts'
import type { ViewReport } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'

export const viewCommand: Command = {
  name: 'view',
  takes: '[what...]',
  description: 'Show recorded calls, and what the last run did, as a page in the browser.',
  options: [
    ['--html <file>', 'write the page into one file, which opens from disk'],
    ['--base <ref>', 'show beside each answer what that branch, tag or commit has'],
  ],
  examples: [
    ['view --html rewind.html', 'all recordings, as one file'],
    ['view "agent › plans a trip" --html trip.html', 'those of one test'],
    ['view --base main --html changes.html', 'what differs from main'],
  ],
  run: view,
}

async function view(input: CommandInput): Promise<CommandResult> {
  const html = textOption(input, 'html')
  if (html === undefined) {
    throw new RewindUsageError({ summary: '--html is missing', remedy: 'npx rewind view --html rewind.html' })
  }
  const { project, words, terminal } = input
  const { makePage } = await import('../../view/make-page.ts')
  const { viewedTests } = await import('../view/viewed-tests.ts')
  const price = await loadPrices(project.options().prices)
  const base = textOption(input, 'base')
  using side = base === undefined ? undefined : commitSide(project, base)
  const { tests, run } = viewedTests(project, words, { base: side, price })
  const page = makePage({
    project: basename(project.root),
    tests,
    run,
    base,
    price,
    onProgress: (done) => terminal.progress(done, tests.length, 'tests'),
  })
  const path = resolve(project.cwd, html)
  write(path, page.text)
  const json: ViewReport = { version: 1, file: html, tests: tests.length, calls: page.calls }
  const size = formatBytes(Buffer.byteLength(page.text))
  return {
    exit: 0,
    json,
    text: () => `${html}: ${formatThings(tests.length, 'test')}, ${formatThings(page.calls, 'call')}, ${size}`,
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new RewindUsageError({
      summary: `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'name a file in a folder that exists',
      cause: error,
    })
  }
}
