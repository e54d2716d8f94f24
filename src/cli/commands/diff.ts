import { loadPrices } from '../../providers/prices/prices.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import { compareCassettes } from '../diff/compare-cassettes.ts'
import { openSides } from '../diff/open-sides.ts'
import { renderDiff } from '../diff/render-diff.ts'
import { renderMarkdown } from '../diff/render-markdown.ts'
import { costOf, countChanges, explainCost } from '../diff/totals.ts'
import type { DiffReport } from '../json-reports.ts'
import { setTable } from '../table.ts'

export const diffCommand: Command = {
  name: 'diff',
  takes: '[from] [to]',
  description: 'Show what changed in recorded requests and answers, word for word.',
  options: [
    ['--stat', 'one line a cassette'],
    ['--markdown', 'for a comment on a pull request'],
    ['--exit-code', 'exit with 1 where something differs'],
  ],
  examples: [
    ['diff', 'the last commit against the work tree'],
    ['diff main', 'main against the work tree'],
    ['diff origin/main...HEAD --markdown', 'what a pull request changes'],
    ['diff old/cassettes cassettes', 'two folders, or two cassettes'],
  ],
  run: diff,
}

async function diff({ project, options, terminal, words }: CommandInput): Promise<CommandResult> {
  using sides = openSides(project, words)
  const { before, after, prefix } = sides
  const price = await loadPrices(project.options().prices)
  const files = [...new Set([...before.files, ...after.files])].toSorted()
  const calls = files.flatMap((path, index) => {
    terminal.progress(index + 1, files.length, 'cassettes')
    const file = prefix === '' ? path : `${prefix}/${path}`
    return compareCassettes(file, { before: before.read(path), after: after.read(path) }, price)
  })
  const json: DiffReport = { version: 1, from: before.name, to: after.name, calls }
  const text = await render(json, { options, terminal })
  return { exit: options['exitCode'] === true && calls.length > 0 ? 1 : 0, json, text: () => text }
}

function render(json: DiffReport, { options, terminal }: Pick<CommandInput, 'options' | 'terminal'>): Promise<string> {
  if (options['markdown'] === true) return renderMarkdown(json)
  return options['stat'] === true ? Promise.resolve(renderStat(json)) : renderDiff(json, terminal)
}

function renderStat({ calls, from, to }: DiffReport): string {
  if (calls.length === 0) return `no recorded call differs between ${from} and ${to}`
  const files = [...Map.groupBy(calls, ({ file }) => file)]
  const rows = files.map(([file, changed]) => [file, countChanges(changed), explainCost(costOf(changed))])
  return setTable(COLUMNS, rows).join('\n')
}

const COLUMNS = [
  { title: 'cassette', align: 'left' },
  { title: 'calls', align: 'left' },
  { title: 'cost', align: 'left' },
] as const
