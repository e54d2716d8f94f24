import { basename } from 'node:path'

import { loadPrices, type Price } from '../../providers/prices/prices.ts'
import { formatBytes, formatThings } from '../../report/format.ts'
import type { PageInput } from '../../view/make-page.ts'
import { textOption, type Command, type CommandInput, type CommandResult } from '../command.ts'
import { commitSide, type Side } from '../diff/side.ts'
import type { ViewReport, ViewServerReport } from '../json-reports.ts'
import { printable } from '../printable.ts'
import { writeOutput } from '../write-output.ts'

/** `rewind view`. */
export const viewCommand: Command = {
  name: 'view',
  takes: '[what...]',
  description: 'Show recorded calls, and what the last run did, as a page in the browser.',
  options: [
    ['--html <file>', 'write the page into one file, which opens from disk'],
    ['--base <ref>', 'show beside each answer what that branch, tag or commit has'],
    ['--no-open', 'print the address only'],
  ],
  examples: [
    ['view', 'all recordings; the page follows every run'],
    ['view "agent › plans a trip"', 'the calls of one test'],
    ['view --base main', 'what differs from main, beside it'],
    ['view --html rewind.html', 'as one file, to be kept or sent'],
  ],
  followsItsWords: true,
  run: view,
}

async function view(input: CommandInput): Promise<CommandResult> {
  const price = await loadPrices(input.project.options().prices)
  const html = textOption(input, 'html')
  return html === undefined ? serve(input, price) : write(input, { price, html })
}

async function write(
  input: CommandInput,
  { price, html }: { readonly price: Price; readonly html: string },
): Promise<CommandResult> {
  const { makePage } = await import('../../view/make-page.ts')
  using side = sideOf(input)
  const load = await loaderOf(input, { price, side })
  const shown = load()
  const page = makePage(shown)
  writeOutput(input.project, html, page.text)
  const json: ViewReport = { version: 1, file: html, tests: shown.tests.length, calls: page.calls }
  const size = formatBytes(Buffer.byteLength(page.text))
  const text = (): string => {
    // As in other lists, what cannot be read does not hide the rest.
    for (const problem of page.problems) process.stderr.write(`${printable(problem)}\n`)
    return `${html}: ${formatThings(shown.tests.length, 'test')}, ${formatThings(page.calls, 'call')}, ${size}`
  }
  return { exit: page.problems.length === 0 ? 0 : 2, json, text }
}

// The server keeps the process until it is ended from outside.
async function serve(input: CommandInput, price: Price): Promise<CommandResult> {
  const { servePage } = await import('../../view/serve/serve-page.ts')
  const { servedTests } = await import('../../view/serve/served-tests.ts')
  const { watchFolders } = await import('../../view/serve/watch-folders.ts')
  const { openInBrowser } = await import('../view/open-in-browser.ts')
  const side = sideOf(input)
  process.once('exit', () => side?.[Symbol.dispose]())
  // By itself, a signal ends the process without its exit.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
  const content = servedTests(await loaderOf(input, { price, side }))
  // Wrong words are refused before there is an address.
  content.page()
  const { url, announceChange } = await servePage(content)
  watchFolders([input.project.cassettes(), input.project.local()], announceChange)
  if (input.terminal.isInteractive && input.options['open'] !== false) openInBrowser(url)
  const json: ViewServerReport = { version: 1, url }
  return {
    exit: 0,
    json,
    text: () =>
      `${url}\n${input.terminal.paint('dim', 'the page is updated after every run; Ctrl-C ends this command')}`,
  }
}

function sideOf(input: CommandInput): Side | undefined {
  const base = textOption(input, 'base')
  return base === undefined ? undefined : commitSide(input.project, base)
}

async function loaderOf(
  { project, words, terminal }: CommandInput,
  { price, side }: { readonly price: Price; readonly side: Side | undefined },
): Promise<() => PageInput> {
  const { viewedTests } = await import('../view/viewed-tests.ts')
  return () => {
    const { tests, run } = viewedTests(project, words, { base: side, price })
    return {
      project: basename(project.root),
      tests,
      run,
      base: side?.name,
      price,
      onProgress: (done) => terminal.progress(done, tests.length, 'tests'),
    }
  }
}
